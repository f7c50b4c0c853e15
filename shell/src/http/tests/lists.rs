use super::super::page::Page;
use super::super::principal::new_key;
use super::*;

#[tokio::test]
async fn parameters_are_strict() {
    let app = app();
    let table = [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=501", "limit"),
        ("limit=abc", "limit"),
        ("limit=1&limit=2", "limit"),
        ("colour=red", "colour"),
        ("cursor=not-a-cursor", "cursor"),
        ("cursor=", "cursor"),
        ("sort=colour", "sort"),
        ("sort=sku,-sku", "sort"),
        ("sort=", "sort"),
    ];
    for (query, name) in table {
        let told = send(&app, "GET", &format!("/v1/orders?{query}"), "").await;
        assert_eq!(told.fault(), (422, name.to_owned()), "{query}");
    }
}

#[tokio::test]
async fn good_parameters_are_read() {
    let app = app();
    assert_eq!(send(&app, "GET", "/v1/orders", "").await.json()["limit"], 50);
    let cursor = Cursor::encode(order(), &77_u64);
    let told = send(&app, "GET", &format!("/v1/orders?limit=500&cursor={cursor}&sort=-quantity,sku"), "").await;
    assert_eq!(told.json(), json!({"limit": 500, "position": 77, "sort": [["quantity", true], ["sku", false]]}));
}

#[test]
fn a_page_knows_whether_there_is_more() {
    let page = Page::of(vec![1_u32, 2, 3], 2, order(), |item| *item);
    assert_eq!(page.items, [1, 2]);
    let cursor = Cursor(page.next_cursor.unwrap());
    assert_eq!(cursor.decode::<u32>(order()), Ok(2));
    assert!(cursor.decode::<(u32, String)>(order()).is_err(), "a position of another kind");
    for other in [
        ListOrder::of("products", [("orderId", false)]),
        ListOrder::of("orders", [("orderId", true)]),
        ListOrder::of("orders", [("priority", false), ("orderId", false)]),
        ListOrder::of("orders", []),
    ] {
        assert!(cursor.decode::<u32>(other).is_err(), "a cursor of another list");
    }
    assert_eq!(Page::of(vec![1_u32, 2], 2, order(), |item| *item).next_cursor, None);
}

#[test]
fn keys_are_long_and_their_scopes_few() {
    let (one, two) = (new_key(&mut rand::rng()), new_key(&mut rand::rng()));
    assert!(one.starts_with("hf_") && one.len() == 67 && one != two);
    let scopes = Scopes::of(&[Scope::StockRead, Scope::FloorWrite]);
    assert!(scopes.contains(Scope::FloorWrite) && !scopes.contains(Scope::FloorRead) && !scopes.contains(Scope::Admin));
    assert_eq!(Scopes::from_bits(scopes.bits()), scopes);
    assert!(Scopes::ALL.contains(Scope::AuditRead));
}
