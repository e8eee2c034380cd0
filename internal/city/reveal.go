package city

import "context"

// Reveal opens the details of persons, in their order: nil for one who was erased, or whose key
// is in another place. It asks for all keys at once. It fails with Internal, store_corrupt, where
// a key does not fit.
func Reveal(ctx context.Context, keys Keys, persons []*Person) ([]*Details, error) {
	codes := make([]string, len(persons))
	for i, p := range persons {
		codes[i] = p.Code
	}
	have, err := keys.Get(ctx, codes)
	if err != nil {
		return nil, err
	}
	out := make([]*Details, len(persons))
	for i, p := range persons {
		if have[i] == nil {
			continue
		}
		if out[i], err = Unseal(have[i], p.Code, p.Sealed); err != nil {
			return nil, err
		}
	}
	return out, nil
}
