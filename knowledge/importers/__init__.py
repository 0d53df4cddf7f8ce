"""Importers: what other systems export, turned into a shop folder.

Each importer takes the parsed source and yields items (`items.py`): rows and pages of the shop folder, and what could
not be mapped. `kinds.py` lists them, `folder.py` writes the folder.
"""
