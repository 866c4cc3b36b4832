// What the seed is made of: plants, people, places, texts. Password hashes are made beforehand (see lib/passwords.ts for their form).

export const PASSWORD_HASHES = {
  admin: 'scrypt$ZmlnZmVybi1hZG1pbg$V2EB-bNw2okN__YeJgwicSKsoWAk93pvzpTGoUQIuWM',
  ada: 'scrypt$ZmlnZmVybi1hZGEu$yikI22xMixNSacL4ySoV-cjDAyINtGQI75I7vY-QCuo',
  ben: 'scrypt$ZmlnZmVybi1iZW4u$hXAgpmeKLEDJH6yHx9AraO3Yv5owDRC9Vm_kziylWz0',
  cleo: 'scrypt$ZmlnZmVybi1jbGVv$3Ig-PjxbKijWqKuBc85l6DJxS24cUAIOqHVn_3Fjegk',
  staff: 'scrypt$ZmlnZmVybi1zdGFmZg$uiWMxWfNDnGmA4fcdEctNK_4KfL1-728wUMTmtzq2_I',
  others: 'scrypt$ZmlnZmVybi1vdGhlcnM$ller4IC6PvDe78g-KgndxSQBY0ka87T-ceBfiacuNlI',
};

export const CATEGORIES: [id: number, parent: number | null, slug: string, name: string][] = [
  [1, null, 'indoor', 'Indoor plants'],
  [2, 1, 'ferns', 'Ferns'],
  [3, 1, 'succulents', 'Succulents and cacti'],
  [4, 1, 'trees', 'Little trees'],
  [5, null, 'herbs', 'Herbs'],
  [6, 1, 'flowering', 'Flowering plants'],
  [7, 1, 'hanging', 'Hanging plants'],
  [8, null, 'pots', 'Pots and tools'],
];

/** Products 1 to 10, with the prices of the small and the large pot. */
export const KNOWN_PRODUCTS: [slug: string, name: string, latin: string, category: number, small: string, large: string][] = [
  ['fiddle-leaf-fig', 'Fiddle Leaf Fig', 'Ficus lyrata', 1, '24.90', '59.90'],
  ['boston-fern', 'Boston Fern', 'Nephrolepis exaltata', 2, '12.50', '29.00'],
  ['snake-plant', 'Snake Plant', 'Dracaena trifasciata', 3, '18.00', '42.00'],
  ['monstera', 'Monstera', 'Monstera deliciosa', 1, '22.00', '55.00'],
  ['peace-lily', 'Peace Lily', 'Spathiphyllum wallisii', 6, '15.00', '34.00'],
  ['pothos', 'Pothos', 'Epipremnum aureum', 7, '9.90', '21.50'],
  ['zz-plant', 'ZZ Plant', 'Zamioculcas zamiifolia', 1, '19.50', '46.00'],
  ['string-of-pearls', 'String of Pearls', 'Curio rowleyanus', 7, '11.00', '26.00'],
  ['bird-of-paradise', 'Bird of Paradise', 'Strelitzia reginae', 6, '35.00', '89.00'],
  ['olive-tree', 'Olive Tree', 'Olea europaea', 4, '39.00', '99.00'],
];

export const SPECIES: [name: string, latin: string, category: number][] = [
  ['Maidenhair Fern', 'Adiantum raddianum', 2],
  ['Staghorn Fern', 'Platycerium bifurcatum', 2],
  ['Button Fern', 'Pellaea rotundifolia', 2],
  ["Bird's Nest Fern", 'Asplenium nidus', 2],
  ['Aloe', 'Aloe vera', 3],
  ['Echeveria', 'Echeveria elegans', 3],
  ['Jade Plant', 'Crassula ovata', 3],
  ['Bunny Ear Cactus', 'Opuntia microdasys', 3],
  ['Haworthia', 'Haworthiopsis attenuata', 3],
  ['Lemon Tree', 'Citrus limon', 4],
  ['Weeping Fig', 'Ficus benjamina', 4],
  ['Dragon Tree', 'Dracaena marginata', 4],
  ['Parlour Palm', 'Chamaedorea elegans', 4],
  ['Basil', 'Ocimum basilicum', 5],
  ['Mint', 'Mentha spicata', 5],
  ['Rosemary', 'Salvia rosmarinus', 5],
  ['Thyme', 'Thymus vulgaris', 5],
  ['Orchid', 'Phalaenopsis amabilis', 6],
  ['Anthurium', 'Anthurium andraeanum', 6],
  ['African Violet', 'Streptocarpus ionanthus', 6],
  ['Kalanchoe', 'Kalanchoe blossfeldiana', 6],
  ['Spider Plant', 'Chlorophytum comosum', 7],
  ['String of Hearts', 'Ceropegia woodii', 7],
  ['English Ivy', 'Hedera helix', 7],
  ['Heartleaf Philodendron', 'Philodendron hederaceum', 7],
  ['Calathea', 'Goeppertia orbifolia', 1],
  ['Rubber Plant', 'Ficus elastica', 1],
  ['Chinese Money Plant', 'Pilea peperomioides', 1],
  ['Dumb Cane', 'Dieffenbachia seguine', 1],
  ['Terracotta Pot', 'Terra cocta', 8],
  ['Watering Can', 'Ferrum aquarium', 8],
];

export const CULTIVARS = ['Classic', 'Variegated', 'Dwarf', 'Silver', 'Emerald', 'Golden', 'Midnight', 'Lace', 'Royal', 'Wild', 'Moon', 'Tiger'];

export const LIGHT = ['low', 'medium', 'bright', 'full sun'];
export const WATER = ['weekly', 'twice a week', 'every two weeks', 'sparingly'];

export const DESCRIPTIONS = [
  'A patient companion for rooms that others forget. Grows slowly and forgives a missed watering.',
  'Unrolls a new leaf every few weeks and likes to be turned towards the window now and then.',
  'Loves humid air: the bathroom is its favourite room. Mist it when the heating is on.',
  'Raised without peat in our own greenhouse and sent in a box that keeps the soil where it belongs.',
  'Stays small, looks well on a desk, and cleans the air while you think.',
  'Wants light, but no sun at noon. Rewards you with colour from spring to autumn.',
];

export const FIRST_NAMES = [
  'Anna', 'Bruno', 'Clara', 'David', 'Elif', 'Finn', 'Greta', 'Hugo', 'Ida', 'Jonas', 'Kira', 'Luca', 'Mila', 'Noah', 'Olga', 'Paul',
  'Quentin', 'Rosa', 'Samir', 'Tilda', 'Ugo', 'Vera', 'Wim', 'Xenia', 'Yara', 'Zoe',
];
export const LAST_NAMES = [
  'Adler', 'Bianchi', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'García', 'Huber', 'Ivanova', 'Jansen', 'Keller', 'Larsen', 'Moreau', 'Novak',
  "O'Brien", 'Petrov', 'Quist', 'Rossi', 'Schmidt', 'Tanaka', 'Ulrich', 'Visser', 'Weber', 'Xu', 'Yılmaz', 'Zimmermann',
];
export const PLACES: [city: string, postcode: string, country: string][] = [
  ['Berlin', '10115', 'DE'],
  ['Hamburg', '20095', 'DE'],
  ['Munich', '80331', 'DE'],
  ['Leipzig', '04109', 'DE'],
  ['Vienna', '1010', 'AT'],
  ['Graz', '8010', 'AT'],
  ['Lyon', '69001', 'FR'],
  ['Paris', '75004', 'FR'],
  ['Utrecht', '3511', 'NL'],
  ['Ghent', '9000', 'BE'],
  ['Milan', '20121', 'IT'],
  ['Zurich', '8001', 'CH'],
];
export const STREETS = ['Lindenallee', 'Gartenweg', 'Rue des Lilas', 'Via Verde', 'Mill Lane', 'Am Park', 'Rosenstrasse', 'Quai Vert'];

/** Country → zone. Nothing ships elsewhere. */
export const ZONES: [country: string, zone: string][] = [
  ['DE', 'home'],
  ['AT', 'home'],
  ['FR', 'eu'],
  ['NL', 'eu'],
  ['BE', 'eu'],
  ['IT', 'eu'],
  ['ES', 'eu'],
  ['CH', 'europe'],
  ['GB', 'europe'],
];
export const RATES: [zone: string, method: 'standard' | 'express', maxGrams: number, price: string, days: number][] = [
  ['home', 'standard', 2_000, '4.90', 3],
  ['home', 'standard', 10_000, '6.90', 3],
  ['home', 'standard', 31_500, '12.90', 4],
  ['home', 'express', 2_000, '9.90', 1],
  ['home', 'express', 10_000, '14.90', 1],
  ['eu', 'standard', 2_000, '9.90', 5],
  ['eu', 'standard', 10_000, '14.90', 5],
  ['eu', 'standard', 31_500, '24.90', 6],
  ['eu', 'express', 10_000, '29.90', 2],
  ['europe', 'standard', 10_000, '19.90', 7],
  ['europe', 'standard', 31_500, '34.90', 8],
];

export const WAREHOUSES: [id: number, code: string, name: string, country: string][] = [
  [1, 'BER', 'Berlin', 'DE'],
  [2, 'VIE', 'Vienna', 'AT'],
  [3, 'LYO', 'Lyon', 'FR'],
];

/** Titles and texts of reviews by stars. */
export const REVIEW_TEXTS: Record<number, [title: string, body: string][]> = {
  5: [
    ['A joy', 'Arrived well packed and has already grown two new leaves.'],
    ['Better than the picture', 'Bushy, healthy and bigger than I expected. Will order again.'],
    ['Happy plant, happy me', 'It stands in my kitchen and does not mind the steam at all.'],
  ],
  4: [
    ['Very nice', 'One leaf was bent, everything else is perfect.'],
    ['Good plant', 'Healthy roots. Delivery took a day longer than announced.'],
  ],
  3: [
    ['It is fine', 'Smaller than I thought, but it seems to like its place.'],
    ['Average', 'Needed two weeks to recover from the journey.'],
  ],
  2: [
    ['Not so good', 'Came with yellow leaves and very dry soil.'],
    ['Disappointing', 'The pot was cracked, the plant survived.'],
  ],
  1: [
    ['Sad', 'It lost all its leaves within a week.'],
    ['Arrived broken', 'The stem was broken and the soil all over the box.'],
  ],
};

export const GUIDES: [slug: string, title: string, summary: string, productIds: number[]][] = [
  ['watering-basics', 'Watering basics', 'How to tell thirst from drowning.', [1, 2, 3, 4, 5, 6]],
  ['repotting', 'Repotting', 'When, how, and into what.', [1, 2]],
  ['light-levels', 'Light levels', 'What bright indirect light really means.', [1, 4, 7, 9]],
  ['ferns-in-winter', 'Ferns in winter', 'Dry air is the enemy.', [2, 11, 12, 13]],
  ['succulents', 'Succulents without tears', 'Less is more.', [3, 8, 15, 16]],
  ['pests', 'Pests', 'Fungus gnats, mites and what helps.', [1, 5, 6, 9, 10]],
  ['feeding', 'Feeding', 'Fertiliser by the season.', [4, 9, 10]],
  ['propagation', 'Propagation', 'New plants from old ones.', [6, 8, 32]],
  ['pets', 'Plants and pets', 'Who may live with a cat.', [2, 32, 38]],
  ['holidays', 'While you are away', 'Three weeks without you.', [3, 7]],
  ['olive-care', 'An olive at home', 'Sun, wind and patience.', [10]],
  ['herbs-on-the-sill', 'Herbs on the sill', 'Cut often, water from below.', [24, 25, 26, 27]],
];

export const GUIDE_BODY = [
  'Put a finger into the soil before anything else. What feels dry two centimetres down wants something; what feels wet wants to be left alone.',
  'Every house is different. Watch the plant for two weeks at its new place before you change anything, then change one thing at a time.',
  'When in doubt, do less: most plants die of kindness.',
];

export const MAIL_TEMPLATES: [name: string, subject: string, body: string][] = [
  ['welcome', 'Welcome to Fig & Fern', 'Dear {{name}},\n\nyour account is ready. Use WELCOME10 for your first order.\n'],
  ['password-reset', 'Your new password', 'Dear {{name}},\n\nuse this code within an hour: {{token}}\n'],
  ['order-confirmation', 'We have your order {{number}}', 'Dear {{name}},\n\nthank you for order {{number}} over {{total}} EUR.\n'],
  ['payment-received', 'Payment for {{number}} received', 'Dear {{name}},\n\nwe have received {{total}} EUR and start packing.\n'],
  ['payment-failed', 'Payment for {{number}} failed', 'Dear {{name}},\n\nyour payment did not work. Please try again from your account.\n'],
  ['order-cancelled', 'Order {{number}} is cancelled', 'Dear {{name}},\n\nyour order {{number}} is cancelled: {{reason}}.\n'],
  ['order-shipped', 'Order {{number}} is on its way', 'Dear {{name}},\n\nfollow your plants with {{trackingNumber}}.\n'],
  ['review-invitation', 'How are your plants?', 'Dear {{name}},\n\nyour order {{number}} arrived on {{day}}. Tell others how they are doing.\n'],
  ['refund-issued', 'Refund for {{number}}', 'Dear {{name}},\n\nwe have sent {{amount}} EUR back to you.\n'],
  ['back-in-stock', '{{sku}} is back', 'Dear {{name}},\n\nyou asked us to tell you: {{sku}} can be ordered again.\n'],
  ['review-received', 'Thank you for your review', 'Dear {{name}},\n\nwe look at your review of {{product}} before we publish it.\n'],
  ['review-published', 'Your review is online', 'Dear {{name}},\n\nyour review of {{product}} is online. Thank you!\n'],
];
