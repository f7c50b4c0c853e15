//! The root as a configuration profile of Apple's systems (Configuration Profile Reference, `com.apple.security.root`).

use holdfast_shell::link::Root;

/// Its identifiers follow from the root: a profile that is installed again takes the place of the one before. It is not
/// signed: whoever installs it compares the fingerprint.
pub fn written(root: &Root) -> String {
    let digest = root.digest();
    let (whole, part) = (uuid(&digest[..16]), uuid(&digest[16..]));
    let body: String = root.pem().lines().filter(|line| !line.starts_with("-----")).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>PayloadContent</key>
	<array>
		<dict>
			<key>PayloadCertificateFileName</key>
			<string>holdfast-root.crt</string>
			<key>PayloadContent</key>
			<data>{body}</data>
			<key>PayloadDescription</key>
			<string>SHA-256 {fingerprint}</string>
			<key>PayloadDisplayName</key>
			<string>Holdfast hub authority</string>
			<key>PayloadIdentifier</key>
			<string>holdfast.root.{part}</string>
			<key>PayloadType</key>
			<string>com.apple.security.root</string>
			<key>PayloadUUID</key>
			<string>{part}</string>
			<key>PayloadVersion</key>
			<integer>1</integer>
		</dict>
	</array>
	<key>PayloadDescription</key>
	<string>Lets this device trust the terminals of your warehouse.</string>
	<key>PayloadDisplayName</key>
	<string>Holdfast</string>
	<key>PayloadIdentifier</key>
	<string>holdfast.trust.{whole}</string>
	<key>PayloadRemovalDisallowed</key>
	<false/>
	<key>PayloadType</key>
	<string>Configuration</string>
	<key>PayloadUUID</key>
	<string>{whole}</string>
	<key>PayloadVersion</key>
	<integer>1</integer>
</dict>
</plist>
"#,
        fingerprint = root.fingerprint(),
    )
}

/// Sixteen bytes as a UUID of version 8, whose content is its maker's affair (RFC 9562, 5.8).
fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().take(16).enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let byte = match at {
            6 => byte & 0x0f | 0x80,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        text.push_str(&format!("{byte:02X}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::Millis;
    use holdfast_shell::link::Authority;

    use super::*;

    #[test]
    fn a_profile_is_the_same_for_the_same_root() {
        let root = Root::from_pem(Authority::create(Millis(1_800_000_000_000)).unwrap().ca_pem()).unwrap();
        let text = written(&root);
        assert_eq!(text, written(&root));
        assert!(text.contains(&root.fingerprint()));
        let body = text.split("<data>").nth(1).unwrap().split("</data>").next().unwrap();
        assert!(body.len() > 300 && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)));
    }

    #[test]
    fn identifiers_have_the_form_of_uuids() {
        assert_eq!(uuid(&[0xff; 16]), "FFFFFFFF-FFFF-8FFF-BFFF-FFFFFFFFFFFF");
    }
}
