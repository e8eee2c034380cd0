package intake

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/city"
)

// onEmpty is an import into a store that holds nothing, without the store.
func onEmpty(scheme *city.Scheme, path string, kind TableKind) (*thingImporter, error) {
	record, err := recordKindOf(kind)
	if err != nil {
		return nil, err
	}
	o := &ThingOptions{Kind: kind, Limits: codec.Limits{Features: 1000, Vertices: 10_000, FieldBytes: 10_000}}
	im := &thingImporter{o: o, path: path, kind: record, scheme: scheme, from: city.OpenStart, texts: newHoursCache(), rows: map[city.Key]*thingDraft{}}
	im.things, im.areas = linesAt(nil, im.from), storedAt(nil, scheme, im.from)
	im.grids, im.compounds = newAreaFinder(im.areas, city.LayerGrid), newAreaFinder(im.areas, city.LayerCompound)
	if im.layer, err = im.layerOf(""); err != nil {
		return nil, err
	}
	return im, nil
}

// FuzzThings reads a fuzzer's table as each kind: an error names what is wrong, a report is whole, and
// what is taken could be stored.
func FuzzThings(f *testing.F) {
	f.Add("登记表,,,\n楼栋,坐标,,数量\n编码*,经度,纬度,户数（户）\n,°,°,户\nB1,116,40,６０户\n合计,,,9\n")
	f.Add("编码,地址,经度,纬度,属性.x\n3.70811E+14,建设路12号幸福小区3号楼2单元501室,116,40,y\nB,,一,2,\n")
	f.Add("编码,类型,经度,纬度,营业时间,状态\nS1,红帆驿站,116,40,周一 08:00-09:00,开放\n")
	f.Add("编码,类型,几何\nW1,墙,\"LINESTRING(116 40,117 40)\"\nW2,河,\"POLYGON((0 0,1 0,1 1,0 0))\"\n")
	f.Add("code\tkind\tlon\tlat\tservices\thours\tentrances\tclass\tformer\nS1\tlandmark\t116\t40\t\"[\"\"a\"\"]\"\t" +
		`"{""week"":[{""days"":[""mon"",""holiday""],""open"":[[""22:00"",""02:00""]]}],""dates"":[{""from"":""2026-02-16"",""to"":""2026-02-17"",""open"":[]}]}"` +
		"\t\"[[116,40]]\"\t\"{\"\"a\"\":\"\"b\"\"}\"\t\"[\"\"S0\"\"]\"\n")
	src, err := data.Scheme("default")
	if err != nil {
		f.Fatal(err)
	}
	scheme, err := city.ParseScheme(src)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "a.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, kind := range []TableKind{TableBuilding, TablePlace, TableBarrier} {
			im, err := onEmpty(scheme, path, kind)
			if err != nil {
				t.Fatal(err)
			}
			if tableError(t, im.readFile(t.Context(), nil)) {
				continue
			}
			im.rejectLostDigits()
			if err := im.compare(context.Background()); err != nil {
				t.Fatal(err)
			}
			r := im.report
			if r.Read != r.Accepted+len(r.Rejected) || r.Accepted != len(im.change.Entries) {
				t.Fatalf("%s: %+v, %d entries", kind, r, len(im.change.Entries))
			}
			for i := range im.change.Entries {
				if err := city.CheckContent(scheme, im.change.Entries[i].Content); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// tableError is true where there is an error; one without a name is a bug.
func tableError(t *testing.T, err error) bool {
	t.Helper()
	var file *codec.FileError
	var system *crs.Refusal
	var own *city.Error
	if err != nil && !errors.As(err, &file) && !errors.As(err, &system) && !errors.As(err, &own) {
		t.Fatalf("an error without a name: %v", err)
	}
	return err != nil
}
