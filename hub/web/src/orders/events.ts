/** The events after which an order is not what it was. */
export const ORDER_EVENTS = [
  "OrderPlaced",
  "OrderAllocated",
  "OrderPicking",
  "OrderPacked",
  "OrderDelivered",
  "OrderCancelling",
  "OrderCanceled",
  "CancelRefused",
  "ShortPicked",
  "OrderResourced",
  "ShipmentDispatched",
  "ReturnAuthorised",
] as const;
