import 'rt-embed/react';
