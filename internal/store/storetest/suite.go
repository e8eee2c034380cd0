package storetest

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Spec says what the store of a test must be made with.
type Spec struct {
	Scheme   *city.Scheme
	Timeline string
	Now      func() time.Time
}

// Factory makes a fresh, empty store. The suite closes it; the factory cleans up the rest.
type Factory func(t testing.TB, s Spec) city.Store

// Run checks the whole contract on stores of the factory.
func Run(t *testing.T, f Factory) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Factory)
	}{
		{"Fresh", fresh},
		{"Founding", founding},
		{"Reform", reform},
		{"RoundTrip", roundTrip},
		{"RoundTripRandom", roundTripRandom},
		{"AllOrNothing", allOrNothing},
		{"EmptyChange", emptyChange},
		{"Stale", stale},
		{"OneWinner", oneWinner},
		{"Queue", queue},
		{"ReadersSeeWholeRevisions", wholeRevisions},
		{"EveryDateAndRevision", everyDateAndRevision},
		{"TouchedBy", touchedBy},
		{"Reverse", reverse},
		{"ReverseOneByOne", reverseOneByOne},
		{"ReverseRefused", reverseRefused},
		{"ReverseNamed", reverseNamed},
		{"Codes", codes},
		{"Retired", retired},
		{"BornAndEnded", bornAndEnded},
		{"CodesTaken", codesTaken},
		{"Nesting", nesting},
		{"NestingInTime", nestingInTime},
		{"ThingsRoundTrip", thingsRoundTrip},
		{"ThingsInTime", thingsInTime},
		{"ThingsReversed", thingsReversed},
		{"ThingsRefused", thingsRefused},
		{"PeopleRoundTrip", peopleRoundTrip},
		{"PersonsInTime", personsInTime},
		{"PeopleRefused", peopleRefused},
		{"BuildingsNameAreas", buildingsNameAreas},
		{"CancelledBefore", cancelledBefore},
		{"CancelledDuring", cancelledDuring},
		{"Log", chain},
		{"Replay", replay},
		{"Large", large},
		{"Closed", closedStore},
		{"UnknownRevision", unknownRevision},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, f) })
	}
}

const schemeYAML = `
name: {zh: 试, en: Trial}
layers:
  - {key: district, name: {zh: 区, en: District}, partition: true}
  - {key: street, name: {zh: 街道, en: Street}, parent: district, partition: true, zoom: [8, 14]}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: street, partition: true}
  - {key: compound, name: {zh: 小区, en: Compound}, parent: street}
  - {key: numbered, name: {zh: 编号, en: Numbered}, code: {profile: cn15}}
places:
  - {key: station, name: {zh: 驿站, en: Station}}
  - {key: venue, name: {zh: 场所, en: Venue}}
`

// Scheme is the scheme of the suite: district > street > {grid, compound}, and numbered,
// whose codes are cn15; places are stations and venues.
func Scheme(t testing.TB) *city.Scheme {
	t.Helper()
	s, err := city.ParseScheme([]byte(schemeYAML))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// desk is a store with the words that the tests use.
type desk struct {
	t testing.TB
	city.Store
}

// start opens a store on the timeline "t-suite" with a clock that stands still.
func start(t *testing.T, f Factory) *desk {
	t.Helper()
	return startOn(t, f, "t-suite")
}

func startOn(t *testing.T, f Factory, timeline string) *desk {
	t.Helper()
	s := f(t, Spec{Scheme: Scheme(t), Timeline: timeline, Now: func() time.Time {
		return time.Date(2026, 11, 21, 10, 0, 0, 123456789, time.FixedZone("", 8*3600))
	}})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &desk{t, s}
}

// ctx is the test's context without its end, for the work that cleaning up needs too.
func (d *desk) ctx() context.Context { return context.WithoutCancel(d.t.Context()) }

func (d *desk) apply(c city.Change) city.Revision {
	d.t.Helper()
	r, err := d.Apply(d.ctx(), c)
	if err != nil {
		d.t.Fatalf("apply: %v", err)
	}
	return r
}

// do applies entries that hold from the beginning of time.
func (d *desk) do(entries ...city.Entry) city.Revision {
	d.t.Helper()
	return d.apply(city.Change{Author: "a", Effective: city.OpenStart, Entries: entries})
}

// refuse applies a change that must fail and leave the store as it was.
func (d *desk) refuse(kind city.Kind, code string, c city.Change) {
	d.t.Helper()
	before := d.picture()
	_, err := d.Apply(d.ctx(), c)
	d.failed(err, kind, code)
	d.same(before)
}

func (d *desk) failed(err error, kind city.Kind, code string) {
	d.t.Helper()
	var e *city.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code || e.Msg == "" {
		d.t.Fatalf("got error %v (%s, %s), want one of kind %s, code %s", err, city.KindOf(err), city.CodeOf(err), kind, code)
	}
}

func (d *desk) state() city.State {
	d.t.Helper()
	st, err := d.State(d.ctx())
	if err != nil {
		d.t.Fatalf("state: %v", err)
	}
	return st
}

func (d *desk) versions(q city.Query) []city.Version {
	d.t.Helper()
	vs, err := d.Versions(d.ctx(), q)
	if err != nil {
		d.t.Fatalf("versions %+v: %v", q, err)
	}
	return vs
}

func (d *desk) records(q city.Query) []city.Record {
	d.t.Helper()
	rs, err := d.Records(d.ctx(), q)
	if err != nil {
		d.t.Fatalf("records %+v: %v", q, err)
	}
	return rs
}

// everything asks for all kinds.
func (d *desk) everything(q city.Query) []city.Record {
	d.t.Helper()
	var out []city.Record
	for _, q.Kind = range city.RecordKinds() {
		out = append(out, d.records(q)...)
	}
	return out
}

func (d *desk) log(after int64, limit int) []city.LogRevision {
	d.t.Helper()
	l, err := d.Log(d.ctx(), after, limit)
	if err != nil {
		d.t.Fatalf("log: %v", err)
	}
	return l
}

func (d *desk) contentHash(q city.Query) [32]byte {
	d.t.Helper()
	h, err := city.ContentHash(d.everything(q))
	if err != nil {
		d.t.Fatal(err)
	}
	return h
}

// picture is all that a store shows.
type picture struct {
	State   city.State
	Records []city.Record
	Log     []city.LogRevision
}

func (d *desk) picture() picture {
	d.t.Helper()
	return picture{d.state(), d.everything(city.Query{AllRevisions: true}), d.log(0, 1<<30)}
}

func (d *desk) same(before picture) {
	d.t.Helper()
	if after := d.picture(); !reflect.DeepEqual(before, after) {
		d.t.Fatalf("the store has changed:\nbefore %+v\nafter  %+v", before, after)
	}
}

// equal fails when the values differ.
func equal[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s:\ngot  %+v\nwant %+v", what, got, want)
	}
}

// keys lists the keys of versions in their order.
func keys(vs []city.Version) []string {
	out := []string{}
	for i := range vs {
		out = append(out, vs[i].Key().String())
	}
	return out
}

// day is the nth day of 2026, from 0.
func day(n int) city.Date { return city.DateOf(time.Date(2026, 1, 1+n, 0, 0, 0, 0, time.UTC)) }

// from is the period from a day without end.
func from(n int) city.Period { return city.Period{From: day(n), To: city.OpenEnd} }

// span is the period from one day to another.
func span(a, b int) city.Period { return city.Period{From: day(a), To: day(b)} }

func ptr[T any](v T) *T { return &v }
