"""Networks: their record, products of small matrices, and the loops that train and judge them."""
