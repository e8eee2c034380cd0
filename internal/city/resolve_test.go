package city_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// firstDay is a day before all that a story says; what holds then holds at the open start.
var firstDay = city.DateOf(time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC))

// allDays are those of which a story tells, and one before and after.
func allDays() []city.Date {
	var days []city.Date
	for d := range city.Date(20) {
		days = append(days, firstDay+d)
	}
	return days
}

// orphans lists the records that name an area that does not exist at some day.
func orphans(s *city.Scheme, vs []city.Record) []string {
	var out []string
	for _, d := range allDays() {
		there := map[city.Key]bool{}
		for i := range vs {
			if vs[i].Valid.Holds(d) {
				there[vs[i].Key()] = true
			}
		}
		for i := range vs {
			v := &vs[i]
			for _, k := range namedBy(s, v.Content) {
				if v.Valid.Holds(d) && !there[k] {
					out = append(out, fmt.Sprintf("%s %s under %s on %s", v.Key().Kind, v.Key(), k, d))
				}
			}
		}
	}
	return out
}

// namedBy are the areas that the rules ask for.
func namedBy(s *city.Scheme, c city.Content) (out []city.Key) {
	add := func(layer, code string) {
		if code != "" {
			out = append(out, city.Key{Layer: layer, Code: code})
		}
	}
	switch c := c.(type) {
	case *city.Area:
		if def, err := s.Layer(c.Layer); err == nil {
			add(def.Parent, c.Parent)
		}
	case *city.Building:
		add("grid", c.Grid)
		add("compound", c.Compound)
	}
	return out
}

// TestNestingInvariant: no accepted change leaves an orphan at any day; ids are never given
// twice; Judge says of each change what Apply does with it, and writes nothing.
func TestNestingInvariant(t *testing.T) {
	for seed := range uint64(8) {
		s := newMemory(t, storetest.Spec{Scheme: storetest.Scheme(t), Timeline: "t", Now: time.Now})
		refused := map[string]int{}
		accepted := 0
		for i, c := range storetest.Story(seed, 150) {
			before := everything(t, s)
			judged, judgedErr := city.Judge(t.Context(), s, c)
			if !reflect.DeepEqual(everything(t, s), before) {
				t.Fatalf("seed %d, change %d: Judge has written", seed, i)
			}
			r, err := s.Apply(t.Context(), c)
			if fmt.Sprint(judgedErr) != fmt.Sprint(err) || city.CodeOf(judgedErr) != city.CodeOf(err) {
				t.Fatalf("seed %d, change %d: Judge says %v, Apply %v", seed, i, judgedErr, err)
			}
			var e *city.Error
			switch {
			case errors.As(err, &e):
				refused[e.Code]++
				continue
			case err != nil:
				t.Fatal(err)
			case judged.Revision.Number != r.Number || judged.Revision.Entries != r.Entries:
				t.Fatalf("seed %d, change %d: judged %+v, applied %+v", seed, i, judged.Revision, r)
			}
			accepted++
			after := everything(t, s)
			if left := orphans(storetest.Scheme(t), after); len(left) > 0 {
				t.Fatalf("seed %d, change %d (%+v) leaves %s", seed, i, c, left)
			}
			oneOwner(t, after)
		}
		if accepted < 40 || refused["unknown_area"] == 0 || refused["unknown_parent"] == 0 || refused["has_children"] == 0 {
			t.Errorf("seed %d tests too little: %d accepted, refused %v", seed, accepted, refused)
		}
	}
}

// oneOwner: a code stands for one id, and an id holds once a day.
func oneOwner(t testing.TB, vs []city.Record) {
	t.Helper()
	owner := map[city.Key]int64{}
	for i := range vs {
		if id, ok := owner[vs[i].Key()]; ok && id != vs[i].ID {
			t.Fatalf("%s stands for the ids %d and %d", vs[i].Key(), id, vs[i].ID)
		}
		owner[vs[i].Key()] = vs[i].ID
		for j := range i {
			if vs[i].ID == vs[j].ID && vs[i].Valid.Overlaps(vs[j].Valid) {
				t.Fatalf("%s and %s of one area overlap", vs[i].Key(), vs[j].Key())
			}
		}
	}
}

// TestSuccessorsInTime: where successors stand after puts and deletes around an end.
func TestSuccessorsInTime(t *testing.T) {
	area := func(code, name string) city.Area {
		return city.Area{Layer: "district", Code: code, Names: city.Names{Zh: name}, Shape: square}
	}
	days := func(from, to int) city.Period { return city.Period{From: city.Date(from), To: city.Date(to)} }
	k := city.Key{Layer: "district", Code: "a"}
	for name, c := range map[string]struct {
		then []city.Entry
		want string
	}{
		"nothing more":                {nil, "[0,10) x→[b]"},
		"delete again, another heir":  {[]city.Entry{city.DeleteArea(k, 10, "c")}, "[0,10) x→[c]"},
		"delete earlier":              {[]city.Entry{city.DeleteArea(k, 5, "c")}, "[0,5) x→[c]"},
		"delete earlier without heir": {[]city.Entry{city.DeleteArea(k, 5)}, "[0,5) x→[]"},
		"delete later":                {[]city.Entry{city.DeleteArea(k, 15, "c")}, "[0,10) x→[b]"},
		"alive again at once":         {[]city.Entry{city.PutArea(area("a", "x"), days(10, 20))}, "[0,10) x→[b] [10,20) x→[]"},
		"alive again later":           {[]city.Entry{city.PutArea(area("a", "y"), days(15, 20))}, "[0,10) x→[b] [15,20) y→[]"},
		"the same before the end":     {[]city.Entry{city.PutArea(area("a", "x"), days(5, 10))}, "[0,10) x→[b]"},
		"other content before":        {[]city.Entry{city.PutArea(area("a", "y"), days(2, 5))}, "[0,2) x→[] [2,5) y→[] [5,10) x→[b]"},
		"over the end":                {[]city.Entry{city.PutArea(area("a", "x"), days(5, 15))}, "[0,5) x→[] [5,15) x→[]"},
		"a hole":                      {[]city.Entry{{Op: city.Delete, Key: k, Valid: days(2, 4), Successors: []string{"c"}}}, "[0,2) x→[c] [4,10) x→[b]"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newMemory(t, storetest.Spec{Scheme: storetest.Scheme(t), Timeline: "t", Now: time.Now})
			entries := append([]city.Entry{
				city.PutArea(area("a", "x"), city.Period{From: 0, To: city.OpenEnd}),
				city.PutArea(area("b", "b"), city.Always()), city.PutArea(area("c", "c"), city.Always()), city.DeleteArea(k, 10, "b"),
			}, c.then...)
			if _, err := s.Apply(t.Context(), city.Change{Effective: city.OpenStart, Entries: entries}); err != nil {
				t.Fatal(err)
			}
			vs, err := s.Versions(t.Context(), city.Query{Codes: []string{"a"}})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, v := range vs {
				got += fmt.Sprintf(" [%d,%d) %s→%v", v.Valid.From, v.Valid.To, v.Names.Zh, v.Successors)
			}
			if got != " "+c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestResolveLimits(t *testing.T) {
	base := city.Base{Scheme: storetest.Scheme(t)}
	_, err := city.Resolve(t.Context(), base, ledger{&memory{}}, city.Change{Entries: make([]city.Entry, city.MaxEntries+1)}, time.Now())
	if city.KindOf(err) != city.TooLarge || city.CodeOf(err) != "change_too_large" {
		t.Errorf("too many entries: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	entry := city.PutArea(city.Area{Layer: "district", Code: "a", Shape: square}, city.Always())
	if _, err := city.Resolve(ctx, base, ledger{&memory{}}, city.Change{Effective: city.OpenStart, Entries: []city.Entry{entry}}, time.Now()); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
}

func TestErrors(t *testing.T) {
	cause := errors.New("cause")
	err := fmt.Errorf("outer: %w", city.Wrap(cause, city.Conflict, "code_taken", "%s is taken", "a"))
	if !errors.Is(err, cause) || city.KindOf(err) != city.Conflict || city.CodeOf(err) != "code_taken" || err.Error() != "outer: a is taken: cause" {
		t.Errorf("wrapped error: %v", err)
	}
	if city.KindOf(cause) != city.Internal || city.CodeOf(cause) != "internal" {
		t.Error("a foreign error is internal")
	}
	seen := map[string]bool{}
	for k := city.Internal; k <= city.Unavailable; k++ {
		seen[k.String()] = true
	}
	if len(seen) != 7 || seen["unknown"] || city.Kind(99).String() != "unknown" {
		t.Errorf("names of kinds: %v", seen)
	}
}
