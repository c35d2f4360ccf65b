"""Forms of Circular 03/2025/TT-VPCP as PDF/A, set with Typst. They are official texts and stay Vietnamese."""
