"""What a teacher hands out: the dialog that makes a worksheet, its link, QR code and frame."""
