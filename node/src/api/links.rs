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
    Link { from: ("pickTask", "200"), to: &["getTask", "shipTask"], with: TASK },
];
