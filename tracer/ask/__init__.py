"""What people ask of a case: one module for each subject. No database language in it."""
