//! Where the answers of the floor's operations lead on to.

use holdfast_shell::http::links::Link;

const TASK: &[(&str, &str)] = &[("taskId", "$response.body#/taskId")];

const COUNT: &[(&str, &str)] = &[("countId", "$response.body#/countId")];
const WAVE: &[(&str, &str)] = &[("waveId", "$response.body#/waveId")];

pub const LINKS: &[Link] = &[
    Link {
        from: ("listTasks", "200"),
        to: &["getTask", "pickTask", "packTask", "shipTask"],
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
        from: ("listSigningIn", "200"),
        to: &["getOperator"],
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
    Link { from: ("pickTask", "200"), to: &["getTask", "packTask", "shipTask"], with: TASK },
    Link { from: ("packTask", "200"), to: &["getTask", "shipTask"], with: TASK },
    Link { from: ("countStock", "202"), to: &["getCount", "approveCount", "rejectCount"], with: COUNT },
    Link { from: ("getCount", "200"), to: &["approveCount", "rejectCount"], with: COUNT },
    Link {
        from: ("listCounts", "200"),
        to: &["getCount", "approveCount", "rejectCount"],
        with: &[("countId", "$response.body#/items/0/countId")],
    },
    Link { from: ("makeCountList", "201"), to: &["getCountList"], with: &[("listId", "$response.body#/listId")] },
    Link {
        from: ("listCountLists", "200"),
        to: &["getCountList"],
        with: &[("listId", "$response.body#/items/0/listId")],
    },
    Link { from: ("listBins", "200"), to: &["getBin"], with: &[("bin", "$response.body#/items/0/bin")] },
    Link { from: ("makeWave", "201"), to: &["getWave", "pickWave"], with: WAVE },
    Link { from: ("getWave", "200"), to: &["pickWave"], with: WAVE },
    Link {
        from: ("listWaves", "200"),
        to: &["getWave", "pickWave"],
        with: &[("waveId", "$response.body#/items/0/waveId")],
    },
];
