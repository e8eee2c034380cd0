package city

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
)

// KeyBytes is the length of a person's key.
const KeyBytes = 32

// Seal seals details under the person's key. Equal details give equal bytes, so that an import of
// the same file changes nothing; what two versions of one person have in common tells no more than
// that they are equal. It is AES-256-GCM whose nonce is made from the text (HMAC-SHA-256 under a
// key of its own, cut to 96 bits), bound to the code of the person.
func Seal(key []byte, code string, d *Details) ([]byte, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	mode, err := encMode()
	if err != nil {
		return nil, err
	}
	plainText, err := mode.Marshal(d)
	if err != nil {
		return nil, err
	}
	aead, err := sealing(key)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, derived(key, "redsail nonce"))
	mac.Write([]byte(code))
	mac.Write([]byte{0})
	mac.Write(plainText)
	nonce := mac.Sum(nil)[:aead.NonceSize()]
	return aead.Seal(nonce, nonce, plainText, []byte(code)), nil
}

// Unseal opens what Seal made; it fails with Internal, store_corrupt, under another key or code.
func Unseal(key []byte, code string, sealed []byte) (*Details, error) {
	aead, err := sealing(key)
	if err != nil {
		return nil, err
	}
	broken := func() error {
		return Errorf(Internal, "store_corrupt", "what is sealed of person %s cannot be opened with the key that is kept", code)
	}
	if len(sealed) < aead.NonceSize() {
		return nil, broken()
	}
	n := aead.NonceSize()
	plainText, err := aead.Open(nil, sealed[:n:n], sealed[n:], []byte(code))
	if err != nil {
		return nil, broken()
	}
	d := new(Details)
	if err := decode(plainText, d); err != nil {
		return nil, broken()
	}
	return d, nil
}

func sealing(key []byte) (cipher.AEAD, error) {
	if len(key) != KeyBytes {
		return nil, errors.New("a person's key has 32 bytes")
	}
	block, err := aes.NewCipher(derived(key, "redsail seal"))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// derived is a key for one use.
func derived(key []byte, use string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(use))
	return mac.Sum(nil)
}
