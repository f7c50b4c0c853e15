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
    Link { from: ("getTask", "200"), to: &["pickTask", "shipTask"], with: TASK },
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
