package atlas

import (
	"strings"

	"github.com/redsail/redsail/geo/cql2"
	"github.com/redsail/redsail/internal/city"
)

// GeometryColumn is the name of the shape in filters.
const GeometryColumn = "geometry"

// Columns that all collections have, by their place.
const (
	columnGeometry = iota
	columnCode
)

// columnsOf lists what is public of the things of a kind. Nothing else can be asked for: a
// building's households and what its other attributes say are not here.
func columnsOf(kind city.RecordKind, class []string) []FeatureColumn {
	out := []FeatureColumn{
		{Column: cql2.Column{Name: GeometryColumn, Type: cql2.Geometry}, Title: city.Label{Zh: "几何", En: "Geometry"}},
		textColumn("code", "编码", "Code", func(f *Feature) string { return f.content.Key().Code }),
		textColumn("name", "名称", "Name", func(f *Feature) string { return nameOfContent(f.content) }),
		textColumn("name_zh_hant", "繁体名称", "Name in traditional characters", func(f *Feature) string { return namesOf(f.content).ZhHant }),
		textColumn("name_en", "英文名称", "English name", func(f *Feature) string { return namesOf(f.content).En }),
	}
	switch kind {
	case city.KindArea:
		out = append(out, areaColumns()...)
	case city.KindBuilding:
		out = append(out, buildingColumns()...)
	case city.KindPlace:
		out = append(out, placeColumns()...)
	case city.KindLine: // has none of its own
	case city.KindOrganisation, city.KindPerson, city.KindPost: // are in no collection
	}
	for _, key := range class {
		out = append(out, textColumn(ClassPrefix+key, "分类："+key, "Class: "+key, func(f *Feature) string { return classification(f.content)[key] }))
	}
	return append(out,
		textColumn("source", "来源", "Source", func(f *Feature) string { s, _ := sourceOf(f.content); return s }),
		dateColumn("data_date", "数据日期", "Date of the data", func(f *Feature) city.Date { _, d := sourceOf(f.content); return d }),
		dateColumn("valid_from", "生效日期", "First date", func(f *Feature) city.Date { return f.period.From }),
		dateColumn("valid_to", "失效日期", "First date on which it no longer holds", func(f *Feature) city.Date { return f.period.To }),
	)
}

func textColumn(name, zh, en string, get func(*Feature) string) FeatureColumn {
	return FeatureColumn{
		Column: cql2.Column{Name: name, Type: cql2.Text}, Title: city.Label{Zh: zh, En: en},
		get: func(_ *Picture, f *Feature) cql2.Value { return cql2.TextValue(get(f)) },
	}
}

func dateColumn(name, zh, en string, get func(*Feature) city.Date) FeatureColumn {
	return FeatureColumn{
		Column: cql2.Column{Name: name, Type: cql2.Date}, Title: city.Label{Zh: zh, En: en},
		get: func(_ *Picture, f *Feature) cql2.Value {
			if d := get(f); !d.Open() {
				return cql2.DateValue(int32(d))
			}
			return cql2.Value{}
		},
	}
}

func countColumn(name, zh, en string, get func(*Picture, *Feature) *int64) FeatureColumn {
	return FeatureColumn{
		Column: cql2.Column{Name: name, Type: cql2.Number}, Title: city.Label{Zh: zh, En: en}, Whole: true,
		get: func(p *Picture, f *Feature) cql2.Value {
			if n := get(p, f); n != nil {
				return cql2.NumberValue(float64(*n))
			}
			return cql2.Value{}
		},
	}
}

func areaColumns() []FeatureColumn {
	area := func(f *Feature) *city.Area { a, _ := f.content.(*city.Area); return a }
	told := func(p *Picture, f *Feature) (households, population *int64) {
		return p.told(&city.Version{Area: *area(f)}, f.mixed)
	}
	size := textColumn("area_m2", "面积（平方米）", "Area in square metres", nil)
	size.Type = cql2.Number
	size.get = func(_ *Picture, f *Feature) cql2.Value { return cql2.NumberValue(roundM2(area(f).Shape.Area())) }
	return []FeatureColumn{
		textColumn("parent", "上级编码", "Code of the area above", func(f *Feature) string { return area(f).Parent }),
		countColumn("households", "户数（按隐私规则）", "Households, by the rules of privacy", func(p *Picture, f *Feature) *int64 { n, _ := told(p, f); return n }),
		countColumn("population", "人口（按隐私规则）", "Population, by the rules of privacy", func(p *Picture, f *Feature) *int64 { _, n := told(p, f); return n }),
		size,
	}
}

func buildingColumns() []FeatureColumn {
	building := func(f *Feature) *city.Building { b, _ := f.content.(*city.Building); return b }
	return []FeatureColumn{
		textColumn("address", "地址", "Address", func(f *Feature) string { return building(f).Address.String() }),
		textColumn("use", "用途", "Use", func(f *Feature) string { return building(f).Class["use"] }),
		countColumn("storeys", "层数", "Storeys", func(_ *Picture, f *Feature) *int64 { return building(f).Storeys }),
		textColumn("grid", "网格编码", "Code of the grid", func(f *Feature) string { return building(f).Grid }),
		textColumn("compound", "小区编码", "Code of the compound", func(f *Feature) string { return building(f).Compound }),
	}
}

func placeColumns() []FeatureColumn {
	place := func(f *Feature) *city.Place { p, _ := f.content.(*city.Place); return p }
	state := textColumn("state", "状态", "State", func(f *Feature) string { return string(place(f).State) })
	for _, s := range city.PlaceStates() {
		state.Enum = append(state.Enum, string(s))
	}
	return []FeatureColumn{
		textColumn("address", "地址", "Address", func(f *Feature) string { return place(f).Address.String() }),
		state,
		textColumn("services", "服务（以分号隔开）", "Services, joined with semicolons", func(f *Feature) string { return strings.Join(place(f).Services, ";") }),
		textColumn("skills", "技能（以分号隔开）", "Skills, joined with semicolons", func(f *Feature) string { return strings.Join(place(f).Skills, ";") }),
		countColumn("floor_area", "建筑面积（平方米）", "Floor area in square metres", func(_ *Picture, f *Feature) *int64 { return place(f).FloorArea }),
		textColumn("tenure", "产权", "Tenure", func(f *Feature) string { return place(f).Tenure }),
	}
}

func namesOf(c city.Content) city.Names {
	switch c := c.(type) {
	case *city.Area:
		return c.Names
	case *city.Building:
		return c.Names
	case *city.Line:
		return c.Names
	case *city.Place:
		return c.Names
	case *city.Organisation:
		return c.Names
	case *city.Post:
		return c.Rare().Names
	default:
		return city.Names{}
	}
}

// nameOfContent is the first name there is, else the code.
func nameOfContent(c city.Content) string {
	if n, ok := c.(interface{ Name() string }); ok {
		return n.Name()
	}
	return c.Key().Code
}

// sourceOf is what the data says of itself; a date that cannot be read is none.
func sourceOf(c city.Content) (source string, date city.Date) {
	var text string
	switch c := c.(type) {
	case *city.Area:
		source, text = c.Source, c.DataDate
	case *city.Building:
		source, text = c.Source, c.DataDate
	case *city.Line:
		source, text = c.Source, c.DataDate
	case *city.Place:
		source, text = c.Source, c.DataDate
	}
	d, err := city.ParseDate(text)
	if err != nil {
		return source, city.OpenStart
	}
	return source, d
}
