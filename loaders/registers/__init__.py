"""What loaders of public registers share."""
