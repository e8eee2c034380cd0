package storetest

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// reformed is the scheme of the suite with a replacement in its YAML.
func reformed(t testing.TB, old, now string) *city.Scheme {
	t.Helper()
	text := strings.Replace(schemeYAML, old, now, 1)
	if text == schemeYAML {
		t.Fatalf("the scheme of the suite has no %q", old)
	}
	s, err := city.ParseScheme([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const (
	stations   = "places:\n"
	unused     = "  - {key: numbered, name: {zh: 编号, en: Numbered}, code: {profile: cn15}}\n"
	moreRoles  = "staffing: {street: [{role: river_chief, name: {zh: 河长, en: River chief}, min: 1}]}\nnorms: {community_workers: 11}\n"
	riverChief = "river_chief"
)

// reform: a city that lives takes other settings, with its revisions, log and hashes as they were, and goes on;
// what is in use does not go, by its name, and leaves the store as it was.
func reform(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(ground()...)
	d.do(people(t, bytes.Repeat([]byte{7}, city.KeyBytes))...)
	before, log, content := d.state(), d.log(0, 10), d.contentHash(city.Query{})
	d.reformRefused()
	equal(t, "state after what was refused", d.state(), before)
	want := otherSettings(t)
	changed, err := d.Reform(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "what has changed", changed, []string{"city", "layers", "name", "norms", "staffing"})
	after := d.state()
	if after.Timeline == before.Timeline || after.Revision != before.Revision || after.Hash != before.Hash || after.StoreID != before.StoreID {
		t.Fatalf("state %+v, before %+v", after, before)
	}
	equal(t, "the log", d.log(0, 10), log)
	equal(t, "the content", d.contentHash(city.Query{}), content)
	got, err := d.Scheme(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "scheme", got, want)
	elsewhere := *want
	elsewhere.City = "150600"
	_, err = d.Reform(t.Context(), &elsewhere)
	d.failed(err, city.Conflict, "scheme_in_use")
	d.do(put("beat", "b", ""))
	r := d.do(city.PutContent(&city.Post{Code: "r", Role: riverChief, At: city.Seat{Kind: city.KindArea, Layer: "street", Code: "s"}}, city.Always()))
	equal(t, "timeline of the next revision", r.Timeline, after.Timeline)
	d.refuse(city.NotFound, "unknown_layer", city.Change{Author: "a", Effective: city.OpenStart, Entries: []city.Entry{put("numbered", "370811001001001", "")}})
	d.kindsStay(want)
}

// kindsStay: a kind of areas that an area was ever of does not go, one that none was of does.
func (d *desk) kindsStay(have *city.Scheme) {
	d.t.Helper()
	with := func(kinds ...city.AreaKind) *city.Scheme {
		s := *have
		s.Layers = slices.Clone(have.Layers)
		s.Layers[2].Kinds = kinds
		return &s
	}
	ordinary := city.AreaKind{Key: "ordinary", Name: city.Label{Zh: "普通", En: "Ordinary"}}
	special := city.AreaKind{Key: "special", Name: city.Label{Zh: "专属", En: "Special"}}
	if _, err := d.Reform(d.ctx(), with(ordinary, special)); err != nil {
		d.t.Fatal(err)
	}
	park := area("grid", "park", "")
	park.Class = map[string]string{"kind": special.Key}
	d.do(city.PutArea(park, city.Always()))
	d.do(city.DeleteKey(key("grid", "park"), city.OpenStart))
	_, err := d.Reform(d.ctx(), with(ordinary))
	d.failed(err, city.Conflict, "scheme_in_use")
	if want := `the layer "grid" keeps its kind "special": 1 areas`; !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "park") {
		d.t.Errorf("%v, does not say %s", err, want)
	}
	if _, err := d.Reform(d.ctx(), with(special)); err != nil {
		d.t.Error(err)
	}
}

// reformRefused asks for schemes that the people and the ground of the suite stand against.
func (d *desk) reformRefused() {
	d.t.Helper()
	for _, c := range []struct{ name, old, now, code, says string }{
		{"a layer in use goes", "  - {key: compound, name: {zh: 小区, en: Compound}, parent: street}\n", "", "scheme_in_use", `compound/c`},
		{"another parent", "en: Grid}, parent: street", "en: Grid}, parent: district", "scheme_in_use", `"grid"`},
		{"no partition", "en: Grid}, parent: street, partition: true", "en: Grid}, parent: street", "scheme_in_use", `"grid"`},
		{"another code profile", "en: Grid}, parent: street, partition: true", "en: Grid}, parent: street, partition: true, code: {profile: cn15}", "scheme_in_use", `"grid"`},
		{"a role in use goes", stations, "roles: [{key: grid_head, name: {zh: 网格长, en: Head}}]\n" + stations, "scheme_in_use", "post/岗·2"},
		{"a role in use sits elsewhere", stations, "roles: [{key: grid_head, name: {zh: 网格长, en: Head}}, {key: full_time_worker, on: [street], name: {zh: 员, en: W}}]\n" + stations, "scheme_in_use", "post/岗·2"},
		{"a kind of organisations goes", stations, "organisations: [{key: branch, name: {zh: 党支部, en: Branch}}]\n" + stations, "scheme_in_use", "organisation/up"},
		{"a domain goes", stations, "domains: [{key: emergency, name: {zh: 应急, en: Emergency}}]\n" + stations, "scheme_in_use", "post/岗·1"},
		{"another zone", "layers:", "zone: Asia/Urumqi\nlayers:", "scheme_in_use", "time zone"},
		{"made up", "layers:", "demo: true\nlayers:", "made_up_data", "made up"},
	} {
		_, err := d.Reform(d.ctx(), reformed(d.t, c.old, c.now))
		d.failed(err, city.Conflict, c.code)
		if !strings.Contains(err.Error(), c.says) {
			d.t.Errorf("%s: %v, does not name %s", c.name, err, c.says)
		}
	}
	for _, norm := range []string{"window_staff: few", "grid_households: [300]", "grid_households: [500, 300]"} {
		_, err := d.Reform(d.ctx(), reformed(d.t, stations, "norms: {"+norm+"}\n"+stations))
		d.failed(err, city.Invalid, "bad_norm")
	}
	if changed, err := d.Reform(d.ctx(), Scheme(d.t)); err != nil || len(changed) > 0 {
		d.t.Fatalf("the same scheme: %v, %v", changed, err)
	}
}

// otherSettings is the scheme of the suite with another name, city, zoom, staffing and norms, and a free layer
// for one of which nothing is.
func otherSettings(t testing.TB) *city.Scheme {
	t.Helper()
	want := reformed(t, unused, "  - {key: beat, name: {zh: 巡区, en: Beat}}\n")
	want.City, want.Name, want.Layers[2].Zoom = "370800", city.Label{Zh: "新名", En: "New name"}, &city.Zooms{9, 15}
	settings, err := city.ParseScheme([]byte(moreRoles + "layers: [{key: a, name: {zh: 一, en: A}}]"))
	if err != nil {
		t.Fatal(err)
	}
	want.Staffing, want.Norms = settings.Staffing, settings.Norms
	text, err := want.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if want, err = city.ParseScheme(text); err != nil {
		t.Fatal(err)
	}
	return want
}

// ReformElsewhere judges that a store which is open twice takes up in the one what was changed in the other, for reading
// and for writing, whether or not it has looked in between.
func ReformElsewhere(t *testing.T, a, b city.Store) {
	t.Helper()
	one, other := &desk{t: t, Store: a}, &desk{t: t, Store: b}
	one.do(put("district", "d0", ""))
	if _, err := b.Reform(t.Context(), reformed(t, stations, moreRoles+stations)); err != nil {
		t.Fatal(err)
	}
	chief := func(code string) city.Entry {
		return city.PutContent(&city.Post{Code: code, Role: riverChief, At: city.Seat{Kind: city.KindArea, Layer: "street", Code: "s"}}, city.Always())
	}
	one.do(chief("r1")) // without a look
	if _, err := b.Reform(t.Context(), reformed(t, stations, moreRoles+"terms: {x: {zh: 甲, en: X}}\n"+stations)); err != nil {
		t.Fatal(err)
	}
	equal(t, "state", one.state(), other.state())
	got, err := a.Scheme(t.Context())
	if err != nil || len(got.Terms) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	one.do(chief("r2"))
	other.do(chief("r3"))
	for _, term := range []string{"y", "z", "w"} { // over all of which the one sleeps
		if _, err := b.Reform(t.Context(), reformed(t, stations, moreRoles+"terms: {"+term+": {zh: 甲, en: X}}\n"+stations)); err != nil {
			t.Fatal(err)
		}
	}
	r := one.do(chief("r4"))
	equal(t, "timeline of the next revision", r.Timeline, other.state().Timeline)
	other.do(chief("r5"))
}
