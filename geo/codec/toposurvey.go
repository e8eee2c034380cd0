package codec

import (
	"fmt"
	"strings"
)

// objectsMember notes the objects of a topology: what they are and where they begin.
func (s *survey) objectsMember(l *jsonLexer) error {
	return l.eachMember(2, func(name string) error {
		if len(s.objects) >= maxFields {
			return l.fail(KindTooLarge, "more than %d objects", maxFields)
		}
		o := object{name: name, at: l.mark()}
		var fields fieldSet
		if err := o.survey(l, &fields, 3); err != nil {
			return err
		}
		o.fields = fields.names
		s.objects = append(s.objects, o)
		return nil
	})
}

// survey reads one geometry object of a topology, the outermost at depth 3.
func (o *object) survey(l *jsonLexer, fields *fieldSet, depth int) error {
	return l.eachMember(depth, func(key string) error {
		switch key {
		case "type":
			kind, _, err := l.property(depth + 1)
			o.polygonal = o.polygonal || kind == "Polygon" || kind == "MultiPolygon"
			if depth == 3 {
				o.kind = kind
			}
			return err
		case "geometries":
			t, err := l.next()
			if err != nil {
				return err
			}
			if t != '[' {
				return l.fail(KindMalformed, `"geometries" is not an array`)
			}
			if depth == 3 {
				o.geometries = l.mark()
			}
			return l.elements(depth+1, func() error { return o.survey(l, fields, depth+2) })
		default:
			return fields.featureMember(l, key, depth)
		}
	})
}

// chooseObject gives the object to read: the one named, else the only one with polygons,
// else the only one.
func chooseObject(objects []object, layer string) (object, error) {
	var names []string
	var polygonal []object
	for _, o := range objects {
		if layer != "" && o.name == layer {
			return o, nil
		}
		names = append(names, o.name)
		if o.polygonal {
			polygonal = append(polygonal, o)
		}
	}
	switch {
	case layer == "" && len(polygonal) == 1:
		return polygonal[0], nil
	case layer == "" && len(objects) == 1:
		return objects[0], nil
	}
	return object{}, layerError(layer, names)
}

// maxLayerNames bounds the layers that are told by name.
const maxLayerNames = 100

// layerError says which layers there are to choose from.
func layerError(asked string, names []string) error {
	const shown = 20
	list := strings.Join(names[:min(len(names), shown)], ", ")
	if len(names) > shown {
		list += ", …"
	}
	message := fmt.Sprintf("the file has %d layers, name one of: %s", len(names), list)
	if asked != "" {
		message = fmt.Sprintf("there is no layer %q; the file has: %s", asked, list)
	}
	return &FileError{Kind: KindUnknownLayer, Message: message, Layers: names[:min(len(names), maxLayerNames)]}
}
