//! Waves over HTTP: made once, picked together, dealt out to tasks.

use holdfast_sync::mail::ToNode;
use serde_json::{Value, json};

use crate::stage::{Stage, With, task_id};

async fn three_orders() -> Stage {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.hub_stock("CUP", 20, 12).await;
    stage.hub_stock("PAN", 5, 2).await;
    stage.task(1, &[("CUP", 4)]).await;
    stage.task(2, &[("CUP", 4), ("PAN", 2)]).await;
    stage.task(3, &[("CUP", 4)]).await;
    stage
}

fn pick(sku: &str, quantity: u64, short: u64) -> Value {
    json!({ "lines": [{ "sku": sku, "quantity": quantity, "short": short, "reason": "damaged" }] })
}

async fn state(stage: &Stage, n: u64) -> (Value, u64, u64) {
    let task = stage.get(&format!("/v1/tasks/{}", task_id(n))).await.json;
    let line = &task["lines"][0];
    (task["state"].clone(), line["picked"].as_u64().unwrap(), line["short"].as_u64().unwrap())
}

#[tokio::test]
async fn a_wave_is_picked_together_and_dealt_out_oldest_first() {
    let stage = three_orders().await;
    let with = With { key: Some("w1"), ..With::default() };
    let body = json!({ "limit": 10, "kind": "order" });
    let wave = stage.send("POST", "/v1/waves", Some(body.clone()), with).await;
    assert_eq!((wave.status, &wave.json["mode"], &wave.json["state"]), (201, &json!("batch"), &json!("open")));
    let again = stage.send("POST", "/v1/waves", Some(body.clone()), with).await;
    assert_eq!((again.replayed, &again.json), (true, &wave.json));
    assert_eq!(stage.post("/v1/waves", body).await.slug(), "wrong-state");
    assert_eq!(wave.json["lines"][0]["quantity"], 12);
    assert_eq!(wave.json["lines"][0]["tasks"][0]["taskId"], task_id(1).to_string());

    let path = format!("/v1/waves/{}", wave.json["waveId"].as_str().unwrap());
    let tag = stage.get(&path).await.etag.unwrap();
    let with = With { key: Some("p1"), if_match: Some(&tag), ..With::default() };
    let picked = stage.send("POST", &format!("{path}/pick"), Some(pick("CUP", 6, 5)), with).await;
    assert_eq!(picked.status, 200, "{}", picked.json);
    let twice = stage.send("POST", &format!("{path}/pick"), Some(pick("CUP", 6, 5)), with).await;
    assert_eq!((twice.replayed, &twice.json), (true, &picked.json));
    assert_eq!(state(&stage, 1).await, (json!("packed"), 4, 0));
    assert_eq!(state(&stage, 2).await, (json!("picking"), 2, 1));
    assert_eq!(state(&stage, 3).await, (json!("done"), 0, 4));
    let stale = stage
        .send(
            "POST",
            &format!("{path}/pick"),
            Some(pick("PAN", 2, 0)),
            With { if_match: Some(&tag), ..With::default() },
        )
        .await;
    assert_eq!((stale.status, stale.slug()), (412, "version-mismatch"));
    for (body, slug) in [
        (pick("POT", 1, 0), "invalid-request"),
        (pick("CUP", 2, 0), "wrong-state"),
        (pick("PAN", 20, 0), "wrong-state"),
    ] {
        assert_eq!(stage.post(&format!("{path}/pick"), body.clone()).await.slug(), slug, "{body}");
    }
    assert_eq!(stage.post(&format!("{path}/pick"), pick("PAN", 2, 0)).await.status, 200);
    let done = stage.post(&format!("{path}/pick"), pick("CUP", 1, 0)).await;
    assert_eq!((&done.json["state"], done.status), (&json!("done"), 200), "{}", done.json);
    assert_eq!(stage.cell("CUP").await["quantity"], 15);
    stage.assert_sound();
}

#[tokio::test]
async fn a_task_is_in_one_wave_and_only_what_can_be_picked_is() {
    let stage = three_orders().await;
    let of = |tasks: &[u64]| json!({ "taskIds": tasks.iter().map(|n| task_id(*n).to_string()).collect::<Vec<_>>(), "mode": "wave" });
    for (body, status, pointer) in [
        (of(&[1, 1]), 422, "/taskIds/1"),
        (of(&[1, 9]), 404, "/taskIds/1"),
        (json!({}), 422, "/taskIds"),
        (json!({ "limit": 0 }), 422, "/limit"),
        (json!({ "taskIds": [], }), 422, "/taskIds"),
        (json!({ "limit": 1, "taskIds": [task_id(1).to_string()] }), 422, "/limit"),
    ] {
        let refused = stage.post("/v1/waves", body.clone()).await;
        assert_eq!((refused.status, &refused.json["errors"][0]["pointer"]), (status, &json!(pointer)), "{body}");
    }
    let made = stage.post("/v1/waves", of(&[3, 1])).await;
    assert_eq!((made.status, &made.json["mode"]), (201, &json!("wave")));
    let refused = stage.post("/v1/waves", of(&[2, 3])).await;
    assert_eq!((refused.slug(), &refused.json["errors"][0]["pointer"]), ("wrong-state", &json!("/taskIds/1")));
    let rest = stage.post("/v1/waves", json!({ "limit": 5 })).await;
    assert_eq!(rest.json["taskIds"], json!([task_id(2).to_string()]));
    assert_eq!(stage.get("/v1/waves?limit=1").await.json["items"][0]["waveId"], rest.json["waveId"]);
    assert_eq!(stage.get("/v1/waves/01ARZ3NDEKTSV4RRFFQ69G5FAV").await.status, 404);
}

#[tokio::test]
async fn a_task_that_the_hub_cancels_leaves_the_wave_to_the_others() {
    let mut stage = three_orders().await;
    stage.link_up();
    let wave = stage.post("/v1/waves", json!({ "limit": 10 })).await;
    let path = format!("/v1/waves/{}/pick", wave.json["waveId"].as_str().unwrap());
    stage.letter(ToNode::Cancel { task: task_id(1) }).await;
    assert_eq!(stage.post(&path, pick("CUP", 12, 0)).await.slug(), "wrong-state");
    let picked = stage.post(&path, pick("CUP", 8, 0)).await;
    assert_eq!((picked.status, &picked.json["lines"][0]["picked"]), (200, &json!(8)), "{}", picked.json);
    assert_eq!(state(&stage, 1).await, (json!("done"), 0, 0));
    assert_eq!(state(&stage, 3).await, (json!("packed"), 4, 0));
    stage.assert_sound();
}
