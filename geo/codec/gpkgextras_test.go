package codec_test

import (
	"database/sql"
	"encoding/xml"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/codec"
)

func noFeatures() iter.Seq2[codec.OutFeature, error] {
	return func(func(codec.OutFeature, error) bool) {}
}

// styled writes a file of two layers, one of them with a style.
func styled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.gpkg")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	blue := codec.RGBA{1, 2, 3, 255}
	err = codec.WriteGeoPackage(t.Context(), f, t.TempDir(), codec.GeoPackageFile{
		Changed: "2026-11-29T00:00:00.000Z", Note: "made up", AboutName: "about", About: [][2]string{{"revision", "7"}, {"note", `a "b"`}},
	}, []codec.FeatureTable{
		{Name: "road", Kind: codec.Lines, Title: "道路", Features: noFeatures(), Columns: []codec.Column{{Name: "class"}, {Name: "name", Title: `名称<&"`, Says: "name"}},
			Style: &codec.LayerStyle{Rules: []codec.StyleRule{{Classes: []string{"lane", "o'x"}, Unless: []string{"lane", "main"}, Stroke: blue, Width: 2.5, Dash: []float64{4, 2}}},
				Labels: codec.LabelStyle{Column: "name", Size: 12, Colour: blue, Least: 10000.4}}},
		{Name: "plain", Kind: codec.Polygons, Features: noFeatures()},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestGeoPackageExtras(t *testing.T) {
	db, err := sql.Open("sqlite", styled(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for query, want := range map[string]string{
		"SELECT title FROM gpkg_data_columns WHERE table_name = 'road' AND column_name = 'name'":                  `名称<&"`,
		"SELECT count(*) FROM gpkg_data_columns":                                                                  "1",
		"SELECT metadata FROM gpkg_metadata JOIN gpkg_metadata_reference ON md_file_id = id":                      `{"note":"a \"b\"","revision":"7"}`,
		"SELECT group_concat(extension_name) FROM gpkg_extensions":                                                "gpkg_schema,gpkg_schema,gpkg_metadata,gpkg_metadata",
		"SELECT description FROM gpkg_contents WHERE table_name = 'road'":                                         "道路. made up",
		"SELECT group_concat(f_table_name || f_geometry_column || useAsDefault || update_time) FROM layer_styles": "roadgeom12026-11-29T00:00:00.000Z",
	} {
		var got string
		if err := db.QueryRow(query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %q, want %q; %v", query, got, want, err)
		}
	}
}

// TestGeoPackageStyle: the style is sound XML, with what QGIS reads where it reads it.
func TestGeoPackageStyle(t *testing.T) {
	db, err := sql.Open("sqlite", styled(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var text string
	if err := db.QueryRow("SELECT styleQML FROM layer_styles").Scan(&text); err != nil {
		t.Fatal(err)
	}
	var style struct {
		Labels  string `xml:"labelsEnabled,attr"`
		Aliases []struct {
			Field string `xml:"field,attr"`
			Name  string `xml:"name,attr"`
		} `xml:"aliases>alias"`
		Renderer struct {
			Rules []struct {
				Filter string `xml:"filter,attr"`
				Symbol string `xml:"symbol,attr"`
			} `xml:"rules>rule"`
			Symbols []struct {
				Name  string `xml:"name,attr"`
				Layer struct {
					Class string `xml:"class,attr"`
					Props []struct {
						K string `xml:"k,attr"`
						V string `xml:"v,attr"`
					} `xml:"prop"`
				} `xml:"layer"`
			} `xml:"symbols>symbol"`
		} `xml:"renderer-v2"`
		Rendering struct {
			Scale string `xml:"scaleMax,attr"`
		} `xml:"labeling>settings>rendering"`
	}
	if err := xml.Unmarshal([]byte(text), &style); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if style.Labels != "1" || len(style.Aliases) != 1 || style.Aliases[0].Field != "name" || style.Aliases[0].Name != `名称<&"` || style.Rendering.Scale != "10000" {
		t.Errorf("the style is %+v", style)
	}
	rules, symbols := style.Renderer.Rules, style.Renderer.Symbols
	if len(rules) != 1 || len(symbols) != 1 || rules[0].Symbol != symbols[0].Name || !strings.Contains(rules[0].Filter, `) IN ('lane', 'o''x') OR coalesce(`) || !strings.HasSuffix(rules[0].Filter, `, '') NOT IN ('lane', 'main')`) {
		t.Fatalf("the rules are %+v", style.Renderer)
	}
	props := map[string]string{}
	for _, p := range symbols[0].Layer.Props {
		props[p.K] = p.V
	}
	if symbols[0].Layer.Class != "SimpleLine" || props["line_color"] != "1,2,3,255" || props["line_width"] != "2.5" || props["customdash"] != "10;5" || props["line_width_unit"] != "Pixel" {
		t.Errorf("the line is %v", props)
	}
}
