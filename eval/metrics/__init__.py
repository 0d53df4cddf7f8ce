"""What a run of dialogs comes to. Pure functions of `DialogResult`s, a module for each question asked of them."""
