"""Pages: paying for one's own dossier, the code at the desk, the day's money, transfers that wait."""
