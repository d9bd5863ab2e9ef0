DROP TABLE routing_lists;
