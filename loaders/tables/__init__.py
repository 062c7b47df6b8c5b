"""Tables, as documents and spreadsheets print them."""
