package codec

import "fmt"

// FlatCells are properties as formats whose attributes are texts hold them, by their keys; what is not
// known has none.
func FlatCells(properties []Property) (map[string]string, error) {
	out := make(map[string]string, len(properties))
	for _, p := range properties {
		text, err := flatText(p.Value)
		if err != nil {
			return nil, fmt.Errorf("property %q: %w", p.Key, err)
		}
		if text != "" {
			out[p.Key] = text
		}
	}
	return out, nil
}
