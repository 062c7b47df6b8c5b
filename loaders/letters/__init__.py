"""Letters of authorities: what their prose and lists say."""
