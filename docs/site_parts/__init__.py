"""What the site needs besides Sphinx and its extensions."""
