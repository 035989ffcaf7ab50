"""A package, so that a test folder named like a product package never hides the product's own."""
