package city_test

import (
	"encoding/hex"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/storetest"
)

// TestRecordedHashes: the hashes of a story of areas are those that Redsail gave before it
// kept anything else. Stores that were made then stay valid; other values break them.
func TestRecordedHashes(t *testing.T) {
	s := newMemory(t, storetest.Spec{Scheme: storetest.Scheme(t), Timeline: "t-recorded", Now: time.Now})
	for _, c := range storetest.AreaStory(7, 150) {
		if _, err := s.Apply(t.Context(), c); err != nil && city.KindOf(err) == city.Internal {
			t.Fatal(err)
		}
	}
	st, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sum, err := city.ContentHash(everything(t, s))
	if err != nil {
		t.Fatal(err)
	}
	back, err := city.ReverseOf(t.Context(), s, st.Revision)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Apply(t.Context(), back)
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		got  [32]byte
		want string
	}{
		"the last change of the story": {st.Hash, "7d344e0ddd7eba217b0ac2d473de41851c5f4c35076e59dd278aa0f472d818e5"},
		"the content":                  {sum, "a1878229d94a56b374c9c94c46c26111b37549a00846aedc94bae8b7158f0a6b"},
		"the reverse":                  {r.Hash, "5bbd20607906a91ebaebbe4baf18a0f26af97650250d7d6248dd362ed920075d"},
	} {
		if got := hex.EncodeToString(c.got[:]); got != c.want {
			t.Errorf("hash of %s: %s, recorded was %s", what, got, c.want)
		}
	}
	if st.Revision != 75 || r.Number != 76 {
		t.Errorf("revisions %d and %d, recorded were 75 and 76", st.Revision, r.Number)
	}
}

// everything is what the latest revision knows, of all kinds.
func everything(t testing.TB, s city.Reader) []city.Record {
	t.Helper()
	var out []city.Record
	for _, kind := range city.RecordKinds() {
		rs, err := s.Records(t.Context(), city.Query{Kind: kind})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rs...)
	}
	return out
}
