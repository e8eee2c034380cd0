package city

import (
	"context"
	"crypto/rand"
)

// Keys keeps the key of each person, apart from the store. Whoever destroys a key erases the
// person: what is sealed stays in the chain and cannot be opened any more. It is safe for
// concurrent use.
type Keys interface {
	// Ensure gives the keys of persons, in the order of their codes, and makes those that are
	// missing. It fails with Conflict, person_erased, where a person was erased: a key is made once.
	Ensure(ctx context.Context, codes []string) ([][]byte, error)
	// Get gives the keys of persons, in the order of their codes; nil for one who has none, or was
	// erased.
	Get(ctx context.Context, codes []string) ([][]byte, error)
	// Erase destroys the keys of persons for ever. That one has no key, or was erased before, is no
	// error: no key is made for them later.
	Erase(ctx context.Context, codes []string) error
	// Erased lists the codes of those who were erased, in byte order.
	Erased(ctx context.Context) ([]string, error)
}

// MaxKeys is the largest number of codes in one call of Keys.
const MaxKeys = 1_000_000

// CheckKeyCodes judges the codes of a call of Keys before anything is read or made.
func CheckKeyCodes(codes []string) error {
	if len(codes) > MaxKeys {
		return Errorf(TooLarge, "too_many_keys", "keys of %d persons are asked for at once; the most is %d", len(codes), MaxKeys)
	}
	for _, code := range codes {
		if err := ProfileFree.CheckCode(code); err != nil {
			return err
		}
	}
	return nil
}

// NewKey is a fresh key of a person.
func NewKey() []byte {
	key := make([]byte, KeyBytes)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	return key
}

// PersonErased is the error of whoever asks for a key of an erased person.
func PersonErased(code string) error {
	return Errorf(Conflict, "person_erased", "person %s was erased; their key is made only once, so take a new code", code)
}
