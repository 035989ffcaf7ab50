"""What we remember: the CRM mirror and our own records."""
