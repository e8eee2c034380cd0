package storetest

import (
	"errors"
	"slices"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// reverseAdvice: what a refused reverse says to take back first is what stands in the way, not what was taken back
// since; and who follows it comes to the end.
func reverseAdvice(t *testing.T, f Factory) {
	person := func(secret string, valid city.Period) city.Entry {
		return city.PutContent(&city.Person{Code: "p", Sealed: []byte(secret)}, valid)
	}
	holds := func(duty string) city.Entry {
		return city.PutContent(post("n", func(p *city.Post) { p.Person, p.Duty = "p", duty }), city.Always())
	}
	ends := func(kind city.RecordKind, layer, code string) city.Entry {
		return city.Entry{Op: city.Delete, Key: city.Key{Kind: kind, Layer: layer, Code: code}, Valid: city.Period{From: day(10), To: city.OpenEnd}}
	}
	until10 := city.Period{From: city.OpenStart, To: day(10)}
	for name, c := range map[string]struct {
		changes [][]city.Entry // after the district, which is 1
		undone  []int64        // taken back then
		asked   int64
		advice  []int64 // each that stood in the way of the one before it
	}{
		"touched again, and that taken back": {
			[][]city.Entry{{person("a", city.Always())}, {person("b", city.Always())}, {person("c", city.Always())}, {person("d", city.Always())}}, []int64{5},
			3, []int64{4},
		},
		"gone, and edited in what is left": { // it is 4 that ended it, which the edit stands on
			[][]city.Entry{{person("x", city.Always()), holds("")}, {ends(city.KindPost, city.LayerPost, "n")}, {ends(city.KindPerson, city.LayerPerson, "p")}, {person("y", until10)}}, nil,
			3, []int64{4, 5},
		},
		"gone, edited, and that taken back": {
			[][]city.Entry{{person("x", city.Always()), holds("")}, {ends(city.KindPost, city.LayerPost, "n")}, {ends(city.KindPerson, city.LayerPerson, "p")}, {person("y", until10)}}, []int64{5},
			3, []int64{4},
		},
		"named, edited, and that taken back": {
			[][]city.Entry{{person("x", city.Always())}, {holds("a")}, {holds("b")}}, []int64{4},
			2, []int64{3},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := start(t, f)
			d.do(put("district", "d", ""))
			for _, entries := range c.changes {
				d.do(entries...)
			}
			for _, n := range c.undone {
				d.apply(reversed(t, d, n))
			}
			if got := followed(t, d, c.asked); !slices.Equal(got, c.advice) {
				t.Errorf("advice %d, want %d", got, c.advice)
			}
		})
	}
}

// followed takes a revision back, and before it whatever is said to stand in the way, which it gives.
func followed(t *testing.T, d *desk, n int64) (advice []int64) {
	t.Helper()
	for todo := []int64{n}; len(todo) > 0; {
		back, err := city.ReverseOf(t.Context(), d, todo[len(todo)-1])
		var later *city.LaterError
		switch {
		case err == nil:
			d.apply(back)
			todo = todo[:len(todo)-1]
		case !errors.As(err, &later) || len(advice) == 9:
			t.Fatalf("after %d: %v", advice, err)
		default:
			advice, todo = append(advice, later.Revision), append(todo, later.Revision)
		}
	}
	return advice
}

// reversed is the change that takes a revision back.
func reversed(t *testing.T, s city.Reader, n int64) city.Change {
	t.Helper()
	c, err := city.ReverseOf(t.Context(), s, n)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
