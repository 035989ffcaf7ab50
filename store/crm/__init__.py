"""The CRM mirror: vendor rows as they came, in tables that questions and triggers read."""
