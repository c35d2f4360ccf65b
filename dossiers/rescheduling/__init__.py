"""Changes of the calendar: which open dossiers they would move, and moving exactly these once somebody confirms."""
