//! Where the answers of the hub's own operations lead on to.

use holdfast_shell::http::links::Link;

const ORDER: &[&str] = &["getOrder", "setOrderStatus", "cancelOrder", "retryOrder"];
const SUPPLIER: &[&str] = &["getSupplier", "changeSupplier", "removeSupplier"];
const PURCHASE: &[&str] = &["getPurchaseOrder", "cancelPurchaseOrder", "closePurchaseOrder"];
const RETURN: &[&str] = &["getReturn", "cancelReturn", "closeReturn"];
const CONTESTED_SKU: &[(&str, &str)] = &[("sku", "$response.body#/items/0/sku")];
const FIRST_PARCEL: &[(&str, &str)] = &[("shipmentId", "$response.body#/shipments/0/shipmentId")];

pub const LINKS: &[Link] = &[
    Link { from: ("placeOrder", "201"), to: ORDER, with: &[("orderId", "$response.body#/orderId")] },
    Link { from: ("listOrders", "200"), to: ORDER, with: &[("orderId", "$response.body#/items/0/orderId")] },
    Link {
        from: ("listOrders", "200"),
        to: &["getShipment"],
        with: &[("shipmentId", "$response.body#/items/0/shipments/0/shipmentId")],
    },
    Link { from: ("getOrder", "200"), to: &["getShipment"], with: FIRST_PARCEL },
    Link {
        from: ("createProduct", "201"),
        to: &["getProduct", "changeProduct", "removeProduct", "getInventoryEverywhere", "listProductConflicts"],
        with: &[("sku", "$response.body#/sku")],
    },
    Link {
        from: ("listProducts", "200"),
        to: &["getProduct", "changeProduct", "getInventoryEverywhere"],
        with: &[("sku", "$response.body#/items/0/sku")],
    },
    Link { from: ("listConflicts", "200"), to: &["listProductConflicts", "changeProduct"], with: CONTESTED_SKU },
    Link {
        from: ("listConflicts", "200"),
        to: &["listWarehouseConflicts", "changeWarehouse"],
        with: &[("warehouseId", "$response.body#/items/0/warehouseId")],
    },
    Link {
        from: ("createWarehouse", "201"),
        to: &[
            "getWarehouse",
            "changeWarehouse",
            "removeWarehouse",
            "listInventory",
            "setInventory",
            "listSlots",
            "listWarehouseConflicts",
            "enrolNode",
        ],
        with: &[("warehouseId", "$response.body#/id")],
    },
    Link {
        from: ("listWarehouses", "200"),
        to: &["getWarehouse", "changeWarehouse", "listInventory", "setInventory", "changeInventoryBatch"],
        with: &[("warehouseId", "$response.body#/items/0/id")],
    },
    Link { from: ("createSupplier", "201"), to: SUPPLIER, with: &[("supplierId", "$response.body#/supplierId")] },
    Link {
        from: ("listSuppliers", "200"),
        to: SUPPLIER,
        with: &[("supplierId", "$response.body#/items/0/supplierId")],
    },
    Link { from: ("orderGoods", "201"), to: PURCHASE, with: &[("purchaseOrderId", "$response.body#/purchaseOrderId")] },
    Link {
        from: ("listPurchaseOrders", "200"),
        to: PURCHASE,
        with: &[("purchaseOrderId", "$response.body#/items/0/purchaseOrderId")],
    },
    Link { from: ("authoriseReturn", "201"), to: RETURN, with: &[("returnId", "$response.body#/returnId")] },
    Link { from: ("listReturns", "200"), to: RETURN, with: &[("returnId", "$response.body#/items/0/returnId")] },
    Link {
        from: ("planTransfer", "201"),
        to: &["getTransfer", "cancelTransfer"],
        with: &[("transferId", "$response.body#/transferId")],
    },
    Link {
        from: ("listTransfers", "200"),
        to: &["getTransfer"],
        with: &[("transferId", "$response.body#/items/0/transferId")],
    },
    Link { from: ("createKey", "201"), to: &["getKey", "revokeKey"], with: &[("keyId", "$response.body#/keyId")] },
    Link { from: ("listKeys", "200"), to: &["getKey"], with: &[("keyId", "$response.body#/items/0/keyId")] },
    Link {
        from: ("listNodes", "200"),
        to: &["getNode", "unfenceNode"],
        with: &[("warehouseId", "$response.body#/items/0/warehouseId")],
    },
];
