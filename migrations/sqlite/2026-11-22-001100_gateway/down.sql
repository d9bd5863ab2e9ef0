DROP TABLE payment_differences;
DROP TABLE refunds;
DROP TABLE payment_receipts;
DROP TABLE payment_orders;
