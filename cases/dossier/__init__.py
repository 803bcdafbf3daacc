"""The dossier: what an officer reads in five minutes, once composed, written as PDF and as DOCX."""
