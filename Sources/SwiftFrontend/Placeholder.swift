import OrderLint
