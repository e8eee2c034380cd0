package city_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/storetest"
)

// counted counts how often codes are asked for one by one.
type counted struct {
	city.Reader
	asked int
}

func (c *counted) CodeID(ctx context.Context, k city.Key) (int64, error) {
	c.asked++
	return c.Reader.CodeID(ctx, k)
}

// TestJudge: codes that no version shows are known, and a city of new ones costs no query
// each. TestNestingInvariant compares with Apply.
func TestJudge(t *testing.T) {
	s := newMemory(t, storetest.Spec{Scheme: storetest.Scheme(t), Timeline: "t", Now: time.Now})
	area := func(code string, former ...string) city.Entry {
		return city.PutArea(city.Area{Layer: "district", Code: code, Former: former, Shape: square}, city.Always())
	}
	all := func(entries ...city.Entry) city.Change {
		return city.Change{Effective: city.OpenStart, Entries: entries}
	}
	gone := city.DeleteArea(city.Key{Layer: "district", Code: "gone"}, city.OpenStart)
	if _, err := s.Apply(t.Context(), all(area("there"), area("gone"), gone)); err != nil {
		t.Fatal(err)
	}
	r := &counted{Reader: s}
	for _, c := range []struct {
		change city.Change
		code   string
		asked  int
	}{
		{all(area("new 1"), area("new 2"), area("there")), "", 0},
		{all(area("there", "gone")), "code_taken", 1},
		{all(gone), "", 1},
		{all(city.DeleteArea(city.Key{Layer: "district", Code: "there"}, 5, "nobody")), "unknown_successor", 1},
		{all(area("new 3", "gone")), "", 2},
	} {
		r.asked = 0
		_, err := city.Judge(t.Context(), r, c.change)
		_, want := s.Apply(t.Context(), c.change)
		if (err == nil) != (want == nil) || err != nil && (city.CodeOf(err) != c.code || err.Error() != want.Error()) || r.asked != c.asked {
			t.Errorf("%+v: %v, asked %d codes; Apply says %v", c.change, err, r.asked, want)
		}
	}
	stale := int64(99)
	if _, err := city.Judge(t.Context(), r, city.Change{Base: &stale}); city.KindOf(err) != city.Stale {
		t.Errorf("stale: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := city.Judge(ctx, r, all(area("x"))); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
