package city_test

import (
	"context"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// heldKeys are keys that are only read.
type heldKeys struct {
	city.Keys
	keys  map[string][]byte
	calls int
}

func (h *heldKeys) Get(_ context.Context, codes []string) ([][]byte, error) {
	h.calls++
	var out [][]byte
	for _, code := range codes {
		out = append(out, h.keys[code])
	}
	return out, nil
}

// TestReveal: persons come back in their order, nil for one without a key; a key that does not fit
// is no erased person.
func TestReveal(t *testing.T) {
	held := &heldKeys{keys: map[string][]byte{}}
	var persons []*city.Person
	for _, code := range []string{"c", "a", "b"} {
		key := city.NewKey()
		sealed, err := city.Seal(key, code, &city.Details{Name: "name of " + code})
		if err != nil {
			t.Fatal(err)
		}
		held.keys[code] = key
		persons = append(persons, &city.Person{Code: code, Sealed: sealed})
	}
	delete(held.keys, "a")
	got, err := city.Reveal(t.Context(), held, persons)
	if err != nil || len(got) != 3 || got[0].Name != "name of c" || got[1] != nil || got[2].Name != "name of b" || held.calls != 1 {
		t.Errorf("%+v, %v, %d calls", got, err, held.calls)
	}
	held.keys["b"] = held.keys["c"]
	if got, err := city.Reveal(t.Context(), held, persons); city.CodeOf(err) != "store_corrupt" || got != nil {
		t.Errorf("under a wrong key: %+v, %v", got, err)
	}
	if got, err := city.Reveal(t.Context(), held, nil); err != nil || len(got) != 0 {
		t.Errorf("nobody: %v, %v", got, err)
	}
}
