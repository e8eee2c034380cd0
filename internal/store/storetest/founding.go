package storetest

import (
	"testing"

	"github.com/redsail/redsail/internal/city"
)

const otherSchemeYAML = `
name: {zh: 另, en: Other}
zone: Asia/Urumqi
city: "370800"
layers:
  - {key: county, name: {zh: 县, en: County}, partition: true}
  - {key: street, name: {zh: 乡, en: Township}, parent: county, partition: true}
places:
  - {key: clinic, name: {zh: 卫生室, en: Clinic}}
`

// founding: an empty store takes another scheme on another timeline, and keeps to it; one in which
// something was written, or that would cease to be made up, does not.
func founding(t *testing.T, f Factory) {
	d := start(t, f)
	scheme, err := city.ParseScheme([]byte(otherSchemeYAML))
	if err != nil {
		t.Fatal(err)
	}
	before := d.state()
	if err := d.Found(t.Context(), scheme); err != nil {
		t.Fatal(err)
	}
	after := d.state()
	if after.StoreID != before.StoreID || after.Timeline == before.Timeline || after.Timeline == "" || after.Revision != 0 {
		t.Fatalf("founded: %+v, before %+v", after, before)
	}
	got, err := d.Scheme(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "scheme", got, scheme)
	madeUp := *scheme
	madeUp.Demo = true
	d.failed(d.Found(t.Context(), &madeUp), city.Conflict, "made_up_data")
	d.refuse(city.NotFound, "unknown_layer", city.Change{Author: "a", Effective: city.OpenStart, Entries: []city.Entry{put("grid", "g", "")}})
	if r := d.do(put("county", "a", ""), put("street", "b", "a")); r.Number != 1 || r.Timeline != after.Timeline {
		t.Fatalf("the first revision: %+v", r)
	}
	d.failed(d.Found(t.Context(), Scheme(t)), city.Conflict, "store_not_empty")
	got, err = d.Scheme(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "scheme after what was refused", got, scheme)
	equal(t, "areas", len(d.versions(city.Query{Layer: "street"})), 1)
}
