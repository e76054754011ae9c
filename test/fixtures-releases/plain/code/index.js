exports.handler = async () => 'served';
