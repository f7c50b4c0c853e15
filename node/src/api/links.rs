//! Where the answers of the floor's operations lead on to.

use holdfast_shell::http::links::Link;

const TASK: &[(&str, &str)] = &[("taskId", "$response.body#/taskId")];

pub const LINKS: &[Link] = &[
    Link {
        from: ("listTasks", "200"),
        to: &["getTask", "pickTask", "shipTask"],
        with: &[("taskId", "$response.body#/items/0/taskId")],
    },
    Link {
        from: ("listProducts", "200"),
        to: &["getProduct", "changeProduct", "bindBarcode", "listProductConflicts"],
        with: &[("sku", "$response.body#/items/0/sku")],
    },
    Link { from: ("getTask", "200"), to: &["pickTask", "shipTask"], with: TASK },
    Link {
        from: ("addOperator", "201"),
        to: &["getOperator", "changeOperator", "revokeOperator"],
        with: &[("operatorId", "$response.body#/operatorId")],
    },
    Link {
        from: ("listOperators", "200"),
        to: &["getOperator", "changeOperator"],
        with: &[("operatorId", "$response.body#/items/0/operatorId")],
    },
    Link {
        from: ("listDevices", "200"),
        to: &["getDevice"],
        with: &[("deviceId", "$response.body#/items/0/deviceId")],
    },
    Link {
        from: ("offerPairing", "201"),
        to: &["getPairing", "drawPairing"],
        with: &[("pairingId", "$response.body#/pairingId")],
    },
    Link { from: ("offerPairing", "201"), to: &["claimPairing"], with: &[("code", "$response.body#/code")] },
    Link {
        from: ("claimPairing", "201"),
        to: &["getDevice", "revokeDevice"],
        with: &[("deviceId", "$response.body#/deviceId")],
    },
    Link { from: ("pickTask", "200"), to: &["getTask", "shipTask"], with: TASK },
    Link {
        from: ("listExpectedReceipts", "200"),
        to: &["getExpectedReceipt"],
        with: &[("expectedReceiptId", "$response.body#/items/0/expectedReceiptId")],
    },
    Link {
        from: ("getExpectedReceipt", "200"),
        to: &["receiveReturn"],
        with: &[("returnId", "$response.body#/returnId")],
    },
];
