"""A CRM's CSV exports into the mirror: read, understood, checked, and loaded in one transaction."""

from store.crm.imports.errors import CannotImport

__all__ = ["CannotImport"]
