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
		"the last change of the story": {st.Hash, "39afae4815b82c4b3ce37078ac375d469868b60d98b0d3b43309cf73238a38c6"},
		"the content":                  {sum, "0bc08c1e326b3edceaa7fb3c40570a5b83c20da8bef3d419552aec32eef6d3c7"},
		"the reverse":                  {r.Hash, "0dcd959d47ceeddfac076f29e3a8498325d05a29ddc1d4e5e7863e61ec83a829"},
	} {
		if got := hex.EncodeToString(c.got[:]); got != c.want {
			t.Errorf("hash of %s: %s, recorded was %s", what, got, c.want)
		}
	}
	if st.Revision != 66 || r.Number != 67 {
		t.Errorf("revisions %d and %d, recorded were 66 and 67", st.Revision, r.Number)
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
