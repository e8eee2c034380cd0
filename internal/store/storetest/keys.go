package storetest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// KeysFactory opens the keys of one and the same store: twice opened, they are the same keys. The
// factory closes what it opens.
type KeysFactory func(t testing.TB) city.Keys

// RunKeys checks the contract of city.Keys. fresh makes a new store and gives how its keys are opened.
func RunKeys(t *testing.T, fresh func(t testing.TB) KeysFactory) {
	for _, c := range []struct {
		name string
		test func(*testing.T, KeysFactory)
	}{
		{"None", noKeys},
		{"MadeOnce", keysMadeOnce},
		{"Order", keysInOrder},
		{"Erased", keysErased},
		{"Concurrent", keysConcurrent},
		{"Limits", keysLimits},
		{"Many", keysMany},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, fresh(t)) })
	}
}

func ensure(t testing.TB, k city.Keys, codes ...string) [][]byte {
	t.Helper()
	keys, err := k.Ensure(t.Context(), codes)
	if err != nil {
		t.Fatal(err)
	}
	for i, key := range keys {
		if len(key) != city.KeyBytes {
			t.Fatalf("the key of %q has %d bytes", codes[i], len(key))
		}
	}
	equal(t, "keys", len(keys), len(codes))
	return keys
}

func get(t testing.TB, k city.Keys, codes ...string) [][]byte {
	t.Helper()
	keys, err := k.Get(t.Context(), codes)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func erased(t testing.TB, k city.Keys) []string {
	t.Helper()
	codes, err := k.Erased(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

// noKeys: whoever only reads gets nothing, and nothing is made for him.
func noKeys(t *testing.T, open KeysFactory) {
	k := open(t)
	equal(t, "keys", get(t, k, "a", "b"), [][]byte{nil, nil})
	equal(t, "erased", len(erased(t, k)), 0)
	equal(t, "of none", len(ensure(t, k)), 0)
	if err := k.Erase(t.Context(), nil); err != nil {
		t.Error(err)
	}
	equal(t, "still none", get(t, k, "a"), [][]byte{nil})
}

// keysMadeOnce: a key stays, also for whoever opens the keys again.
func keysMadeOnce(t *testing.T, open KeysFactory) {
	k := open(t)
	first := ensure(t, k, "a", "b")
	if bytes.Equal(first[0], first[1]) {
		t.Fatal("two persons have one key")
	}
	equal(t, "again", ensure(t, k, "a", "b"), first)
	equal(t, "got", get(t, k, "a", "b"), first)
	again := open(t)
	equal(t, "opened again", get(t, again, "a", "b"), first)
	equal(t, "ensured again", ensure(t, again, "a", "b", "c")[:2], first)
	equal(t, "seen by the first", get(t, k, "c"), get(t, again, "c"))
}

func keysInOrder(t *testing.T, open KeysFactory) {
	k := open(t)
	all := ensure(t, k, "号·1", "O'Brien \"x\" \\ %_", "a", "A")
	equal(t, "other order, one twice, one unknown", get(t, k, "A", "nobody", "号·1", "A"), [][]byte{all[3], nil, all[0], all[3]})
	equal(t, "ensured", ensure(t, k, "a", "a", "A"), [][]byte{all[2], all[2], all[3]})
	twice := ensure(t, k, "new", "new")
	equal(t, "one key for one code", twice[0], twice[1])
	all[0][0]++
	if bytes.Equal(get(t, k, "号·1")[0], all[0]) {
		t.Error("the keys handed out are those that are kept")
	}
}

// keysErased: the erased has no key and never gets one; the others keep theirs.
func keysErased(t *testing.T, open KeysFactory) {
	k := open(t)
	before := ensure(t, k, "a", "b", "c")
	for range 2 {
		if err := k.Erase(t.Context(), []string{"b", "never", "甲", "b"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, keys := range []city.Keys{k, open(t)} {
		equal(t, "keys", get(t, keys, "a", "b", "never", "c"), [][]byte{before[0], nil, nil, before[2]})
		equal(t, "erased", erased(t, keys), []string{"b", "never", "甲"})
		for _, code := range []string{"b", "never"} {
			_, err := keys.Ensure(t.Context(), []string{"a", "fresh", code})
			refused(t, err, city.Conflict, "person_erased")
			if !strings.Contains(err.Error(), code) {
				t.Errorf("%v does not name %s", err, code)
			}
		}
		equal(t, "all or nothing", get(t, keys, "fresh"), [][]byte{nil})
	}
}

// keysConcurrent: many ask at once, each in another order, and there is one key a person.
func keysConcurrent(t *testing.T, open KeysFactory) {
	codes := numbered(40)
	got := make([]map[string][]byte, 8)
	var wg sync.WaitGroup
	handles := []city.Keys{open(t), open(t)}
	for i := range got {
		wg.Go(func() {
			mine := slices.Clone(codes)
			slices.SortFunc(mine, func(a, b string) int { return strings.Compare(a[i%3:], b[i%3:]) })
			keys, err := handles[i%2].Ensure(t.Context(), mine)
			if err != nil {
				t.Error(err)
				return
			}
			got[i] = map[string][]byte{}
			for j, code := range mine {
				got[i][code] = keys[j]
			}
		})
	}
	wg.Wait()
	for i := range got {
		equal(t, fmt.Sprint("caller ", i), got[i], got[0])
	}
	equal(t, "keys", len(got[0]), len(codes))
}

func keysLimits(t *testing.T, open KeysFactory) {
	k := open(t)
	for _, c := range []struct {
		kind  city.Kind
		code  string
		codes []string
	}{
		{city.Invalid, "bad_code", []string{"a", ""}},
		{city.Invalid, "bad_code", []string{"a", "b;c"}},
		{city.Invalid, "bad_code", []string{"a", "\xff"}},
		{city.Invalid, "bad_code", []string{"a", strings.Repeat("x", city.MaxCode+1)}},
		{city.TooLarge, "too_many_keys", make([]string, city.MaxKeys+1)},
	} {
		_, err := k.Ensure(t.Context(), c.codes)
		refused(t, err, c.kind, c.code)
		_, err = k.Get(t.Context(), c.codes)
		refused(t, err, c.kind, c.code)
		refused(t, k.Erase(t.Context(), c.codes), c.kind, c.code)
	}
	equal(t, "nothing was made", get(t, k, "a"), [][]byte{nil})
	equal(t, "nobody was erased", len(erased(t, k)), 0)
}

// keysMany: a whole city's staff in one call.
func keysMany(t *testing.T, open KeysFactory) {
	k := open(t)
	codes := numbered(25_000)
	first := ensure(t, k, codes...)
	equal(t, "again", ensure(t, k, codes...), first)
	if err := k.Erase(t.Context(), codes[100:20_000]); err != nil {
		t.Fatal(err)
	}
	equal(t, "erased", erased(t, k), codes[100:20_000])
	for i, key := range get(t, k, codes...) {
		if gone := 100 <= i && i < 20_000; gone != (key == nil) || !gone && !bytes.Equal(key, first[i]) {
			t.Fatalf("the key of %s: %x", codes[i], key)
		}
	}
}

// numbered are codes in byte order.
func numbered(n int) []string {
	codes := make([]string, n)
	for i := range codes {
		codes[i] = fmt.Sprintf("w-%06d", i)
	}
	return codes
}

func refused(t testing.TB, err error, kind city.Kind, code string) {
	t.Helper()
	if city.KindOf(err) != kind || city.CodeOf(err) != code {
		t.Fatalf("%v (%v, %s), want %v, %s", err, city.KindOf(err), city.CodeOf(err), kind, code)
	}
}

// BenchmarkKeys measures the making and the reading of the keys of 50,000 persons.
func BenchmarkKeys(b *testing.B, fresh func(t testing.TB) KeysFactory) {
	codes := numbered(50_000)
	b.Run("Ensure", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			k := fresh(b)(b)
			b.StartTimer()
			ensure(b, k, codes...)
		}
	})
	b.Run("Get", func(b *testing.B) {
		k := fresh(b)(b)
		ensure(b, k, codes...)
		for b.Loop() {
			get(b, k, codes...)
		}
	})
	b.Run("Erase", func(b *testing.B) {
		k := fresh(b)(b)
		ensure(b, k, codes...)
		for b.Loop() {
			if err := k.Erase(b.Context(), codes[:1]); err != nil {
				b.Fatal(err)
			}
		}
	})
}
