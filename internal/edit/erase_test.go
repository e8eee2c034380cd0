package edit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/store/gpkg"
)

const staffScheme = `
name: {zh: 试, en: Trial}
layers:
  - {key: grid, name: {zh: 网格, en: Grid}, partition: true}
`

// office is a store with persons and posts, and their keys.
type office struct {
	t     testing.TB
	store *gpkg.Store
	keys  *gpkg.Keys
}

func newOffice(t testing.TB) *office {
	t.Helper()
	scheme, err := city.ParseScheme([]byte(staffScheme))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "city.gpkg")
	s, err := gpkg.Init(t.Context(), path, scheme, gpkg.Options{Timeline: "t-erase"})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := gpkg.OpenKeys(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(keys.Close(), s.Close()); err != nil {
			t.Error(err)
		}
	})
	return &office{t, s, keys}
}

func (o *office) person(code, name string, former ...string) *city.Person {
	o.t.Helper()
	key, err := o.keys.Ensure(o.t.Context(), []string{code})
	if err != nil {
		o.t.Fatal(err)
	}
	sealed, err := city.Seal(key[0], code, &city.Details{Name: name, Phones: []city.Phone{{Use: city.PhonePrivate, Number: "13800009471"}}, Title: "网格长", Qualified: true})
	if err != nil {
		o.t.Fatal(err)
	}
	return &city.Person{Code: code, Former: former, Sealed: sealed, Source: "组织部"}
}

func staffPost(code, person string) *city.Post {
	return &city.Post{Code: code, Role: "grid_head", At: city.Seat{Kind: city.KindArea, Layer: "grid", Code: "g"}, Person: person, Acting: person != "", Duty: "巡查"}
}

func (o *office) do(entries ...city.Entry) city.Revision {
	o.t.Helper()
	rev, err := o.store.Apply(o.t.Context(), city.Change{Effective: city.OpenStart, Entries: entries})
	if err != nil {
		o.t.Fatal(err)
	}
	return rev
}

func (o *office) records(q city.Query) []city.Record {
	o.t.Helper()
	rs, err := o.store.Records(o.t.Context(), q)
	if err != nil {
		o.t.Fatal(err)
	}
	return rs
}

// holders are the codes of the persons of each post in force on a day.
func (o *office) holders(at city.Date) map[string]string {
	o.t.Helper()
	out := map[string]string{}
	for _, r := range o.records(city.Query{Kind: city.KindPost, At: &at}) {
		if p, ok := r.Content.(*city.Post); ok {
			out[p.Code] = p.Person
		}
	}
	return out
}

// names are those of the persons in force on a day; "" of the erased.
func (o *office) names(at city.Date) map[string]string {
	o.t.Helper()
	var persons []*city.Person
	for _, r := range o.records(city.Query{Kind: city.KindPerson, At: &at}) {
		if p, ok := r.Content.(*city.Person); ok {
			persons = append(persons, p)
		}
	}
	details, err := city.Reveal(o.t.Context(), o.keys, persons)
	if err != nil {
		o.t.Fatal(err)
	}
	out := map[string]string{}
	for i, p := range persons {
		out[p.Code] = ""
		if details[i] != nil {
			out[p.Code] = details[i].Name
		}
	}
	return out
}

// chain recomputes every hash of the log.
func (o *office) chain() {
	o.t.Helper()
	log, err := o.store.Log(o.t.Context(), 0, 1000)
	if err != nil {
		o.t.Fatal(err)
	}
	var prev [32]byte
	for _, r := range log {
		if r.PrevHash != prev || r.Hash != city.ChainHash(prev, r.Number, r.Timeline, r.Log) {
			o.t.Fatalf("revision %d does not fit its log", r.Number)
		}
		prev = r.Hash
	}
	st, err := o.store.State(o.t.Context())
	if err != nil || st.Hash != prev || int(st.Revision) != len(log) {
		o.t.Fatalf("the log ends with %d, the store is at %d (%v)", len(log), st.Revision, err)
	}
}

func (o *office) subject(code string) *edit.Subject {
	o.t.Helper()
	s, err := edit.SubjectOf(o.t.Context(), o.store, o.keys, code)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

func (o *office) erase(code string) *edit.Erasure {
	o.t.Helper()
	e, err := edit.Erase(o.t.Context(), o.store, o.keys, code, "keeper", today(o.t))
	if err != nil {
		o.t.Fatal(err)
	}
	return e
}

func same[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %+v, want %+v", what, got, want)
	}
}

// staffed: one person held two posts, was renumbered, and holds a third from next week on; another
// one holds a post of his own.
func staffed(t testing.TB) *office {
	t.Helper()
	o, day := newOffice(t), today(t)
	o.do(city.PutContent(o.person("a", "甲一"), city.Always()), city.PutContent(o.person("b", "乙一"), city.Always()),
		city.PutContent(staffPost("p", "a"), city.Always()), city.PutContent(staffPost("q", "a"), city.Period{From: city.OpenStart, To: day - 100}),
		city.PutContent(staffPost("r", "b"), city.Always()))
	o.do(city.PutContent(o.person("a2", "甲二", "a"), city.Period{From: day - 30, To: city.OpenEnd}), city.PutContent(staffPost("p", "a2"), city.Period{From: day - 30, To: city.OpenEnd}))
	o.do(city.PutContent(staffPost("s", "a2"), city.Period{From: day + 7, To: day + 70}))
	return o
}

func TestErase(t *testing.T) {
	o, day := staffed(t), today(t)
	e := o.erase("a") // a former code names them too
	same(t, "codes", e.Codes, []string{"a", "a2"})
	same(t, "done", []int64{int64(e.Posts), e.Revision}, []int64{2, 4})
	same(t, "ended", e.Ended, true)
	same(t, "posts today", o.holders(day), map[string]string{"p": "", "r": "b"})
	same(t, "posts next month", o.holders(day+30), map[string]string{"p": "", "r": "b", "s": ""})
	same(t, "posts yesterday", o.holders(day-1), map[string]string{"p": "a2", "r": "b"})
	same(t, "posts long ago", o.holders(day-200), map[string]string{"p": "a", "q": "a", "r": "b"})
	same(t, "persons today", o.names(day), map[string]string{"b": "乙一"})
	same(t, "persons yesterday", o.names(day-1), map[string]string{"a2": "", "b": "乙一"})
	same(t, "persons long ago", o.names(day-200), map[string]string{"a": "", "b": "乙一"})
	for _, r := range o.records(city.Query{Kind: city.KindPost, Codes: []string{"p"}, At: &day}) {
		if p, ok := r.Content.(*city.Post); !ok || p.Acting || p.Duty != "巡查" {
			t.Errorf("the vacant post is %+v", r.Content)
		}
	}
	for _, code := range e.Codes {
		if _, err := o.keys.Ensure(t.Context(), []string{code}); city.CodeOf(err) != "person_erased" {
			t.Errorf("a new key for %s: %v", code, err)
		}
	}
	o.chain()
	again := o.erase("a2")
	same(t, "again", []int64{int64(again.Posts), again.Revision}, []int64{0, 0})
	_, err := edit.Erase(t.Context(), o.store, o.keys, "nobody", "", day)
	same(t, "nobody", city.CodeOf(err), "unknown_code")
}

// TestEraseReversed: undo holds after an erase, and brings the person back as an erased one.
func TestEraseReversed(t *testing.T) {
	o, day := staffed(t), today(t)
	o.do(city.PutContent(o.person("c", "丙"), city.Always()), city.PutContent(staffPost("t", "c"), city.Period{From: city.OpenStart, To: day - 1}))
	before, past := o.holders(day), o.holders(day-200)
	left := o.do(city.DeleteKey(city.Key{Kind: city.KindPerson, Layer: city.LayerPerson, Code: "c"}, day-10))
	same(t, "of one who has left", o.erase("c").Revision, int64(0))
	for _, n := range []int64{left.Number, o.erase("a2").Revision} {
		back, err := city.ReverseOf(t.Context(), o.store, n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.store.Apply(t.Context(), back); err != nil {
			t.Fatal(err)
		}
		o.chain()
	}
	same(t, "posts", o.holders(day), before)
	same(t, "posts long ago", o.holders(day-200), past)
	same(t, "persons", o.names(day), map[string]string{"a2": "", "b": "乙一", "c": ""})
	same(t, "erased once more", o.erase("a").Posts, 2)
}

// busyStore is a store in which somebody else writes before each of the first changes.
type busyStore struct {
	city.Store
	busy int
	do   func()
}

func (s *busyStore) Apply(ctx context.Context, c city.Change) (city.Revision, error) {
	if s.busy > 0 {
		s.busy--
		s.do()
	}
	return s.Store.Apply(ctx, c)
}

// TestEraseBetweenOthers: who gets the person a post meanwhile gets a vacant one.
func TestEraseBetweenOthers(t *testing.T) {
	for busy, want := range map[int]string{2: "", 9: "stale"} {
		o, day, n := staffed(t), today(t), 0
		store := &busyStore{o.store, busy, func() {
			n++
			o.do(city.PutContent(staffPost(strings.Repeat("x", n), "a2"), city.Always()))
		}}
		e, err := edit.Erase(t.Context(), store, o.keys, "a", "", day)
		if want != "" {
			same(t, "error", city.KindOf(err), city.Stale)
			same(t, "persons", o.names(day)["a2"], "") // the keys go first
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		same(t, "posts", e.Posts, 4)
		same(t, "holders", o.holders(day), map[string]string{"p": "", "r": "b", "x": "", "xx": ""})
	}
}

// lostKeys cannot be written.
type lostKeys struct{ city.Keys }

func (lostKeys) Erase(context.Context, []string) error {
	return city.Errorf(city.Unavailable, "disk_full", "full")
}

// TestEraseFails: where the keys stay, all stays.
func TestEraseFails(t *testing.T) {
	o, day := staffed(t), today(t)
	before := o.holders(day)
	_, err := edit.Erase(t.Context(), o.store, lostKeys{o.keys}, "a", "", day)
	same(t, "error", city.CodeOf(err), "disk_full")
	same(t, "posts", o.holders(day), before)
	same(t, "persons", o.names(day), map[string]string{"a2": "甲二", "b": "乙一"})
	if _, err := edit.PlanErase(t.Context(), o.store, "a", day); err != nil {
		t.Fatal(err)
	}
	same(t, "after a plan", o.holders(day), before)
}

// TestSubject: a person gets all versions of their own, and nothing of anybody else.
func TestSubject(t *testing.T) {
	o, day := staffed(t), today(t)
	got := o.subject("a")
	same(t, "codes", got.Codes, []string{"a", "a2"})
	var names, posts []string
	for _, v := range got.Versions {
		names = append(names, v.Code+" "+v.Details.Name+" "+v.ValidFrom+" "+v.ValidTo)
	}
	for _, p := range got.Posts {
		posts = append(posts, p.Code+" "+p.At)
	}
	from := (day - 30).String()
	same(t, "versions", names, []string{"a 甲一  ", "a 甲一  " + from, "a2 甲二 " + from + " "})
	same(t, "posts", posts, []string{"p grid/g", "p grid/g", "p grid/g", "q grid/g", "s grid/g"})
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"13800009471", `"use":"private"`, `"title":"网格长"`, `"qualified":true`, `"source":"组织部"`} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("%s is missing in %s", want, text)
		}
	}
	if bytes.Contains(text, []byte("乙一")) || got.Erased {
		t.Errorf("it tells of another one: %s", text)
	}
	o.erase("a2")
	got = o.subject("a2")
	same(t, "erased", got.Erased, true)
	for _, v := range got.Versions {
		if v.Details != nil {
			t.Errorf("an erased version has %+v", v.Details)
		}
	}
	if text, err = json.Marshal(got); err != nil || bytes.Contains(text, []byte("甲")) || !bytes.Contains(text, []byte(`"details":null`)) {
		t.Errorf("after the erase: %s, %v", text, err)
	}
	_, err = edit.SubjectOf(t.Context(), o.store, o.keys, "nobody")
	same(t, "nobody", city.CodeOf(err), "unknown_code")
}
