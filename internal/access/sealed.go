package access

import (
	"context"
	"crypto/aes"
	"crypto/cipher"

	"github.com/redsail/redsail/internal/city"
)

// aead is AES-256-GCM under a secret of the store.
func (s *Service) aead(ctx context.Context, secret string) (cipher.AEAD, error) {
	key, err := s.store.Secret(ctx, secret)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, city.Wrap(err, city.Internal, "store_corrupt", "a secret of the store of accounts cannot be used")
	}
	return cipher.NewGCM(block)
}

// seal seals a text, bound to what it is of.
func (s *Service) seal(ctx context.Context, secret, of string, text []byte) ([]byte, error) {
	aead, err := s.aead(ctx, secret)
	if err != nil {
		return nil, err
	}
	nonce, err := s.random(aead.NonceSize())
	if err != nil {
		return nil, err
	}
	return aead.Seal(nonce, nonce, text, []byte(of)), nil
}

// unseal opens what seal made; false where it is none of that.
func (s *Service) unseal(ctx context.Context, secret, of string, sealed []byte) ([]byte, bool, error) {
	aead, err := s.aead(ctx, secret)
	if err != nil {
		return nil, false, err
	}
	n := aead.NonceSize()
	if len(sealed) < n {
		return nil, false, nil
	}
	text, err := aead.Open(nil, sealed[:n:n], sealed[n:], []byte(of))
	return text, err == nil, nil
}
