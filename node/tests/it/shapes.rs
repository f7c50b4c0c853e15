//! A list is no object, in any body that a terminal sends.

use crate::stage::{Stage, task_id};

#[tokio::test]
async fn a_list_does_not_stand_for_a_line() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.hub_stock("CUP", 10, 4).await;
    stage.task(1, &[("CUP", 4)]).await;
    let pick = format!("/v1/tasks/{}/pick", task_id(1));
    for (path, body) in [
        ("/v1/receipts", r#"{"reference":"R","lines":[["CUP",1,"A-01","available"]]}"#),
        ("/v1/counts", r#"{"lines":[["CUP",1]]}"#),
        (&pick, r#"{"lines":[["CUP",1,0,"so"]]}"#),
    ] {
        let told = stage.send_text("POST", path, body).await;
        assert_eq!((told.status, told.slug()), (422, "invalid-request"), "{body}: {}", told.json);
        assert_eq!(told.json["errors"][0]["pointer"], "/lines/0", "{body}");
    }
    assert_eq!(stage.cell("CUP").await["quantity"], 10);
}

#[tokio::test]
async fn a_name_out_of_a_few_is_a_string() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    for wrong in ["7", "{}", r#"{"damaged":null}"#, r#"["damaged"]"#, "null", r#""wet""#] {
        let body = format!(r#"{{"reference":"R","lines":[{{"sku":"CUP","quantity":1,"condition":{wrong}}}]}}"#);
        let told = stage.send_text("POST", "/v1/receipts", &body).await;
        assert_eq!((told.status, told.slug()), (422, "invalid-request"), "{body}: {}", told.json);
        assert_eq!(told.json["errors"][0]["pointer"], "/lines/0/condition", "{body}");
    }
}
