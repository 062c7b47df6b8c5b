"""What people ask of a case, a module a subject. No database language in it."""
